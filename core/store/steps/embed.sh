#!/bin/sh
# Writes C source with the schema steps given as arguments (001.sql 002.sql …), in that order.
#
# Steps must be numbered without a gap, because a step's place in the table is its number.
set -eu

printf '%s\n' '/* Made by core/store/steps/embed.sh from core/store/steps: do not edit. */'
printf '%s\n' '#include "store/steps.h"' ''
printf '%s\n' '#include <stddef.h>' ''
printf '%s\n' '#pragma GCC diagnostic ignored "-Woverlength-strings"' ''
printf '%s\n' 'const char *const store_steps[] = {'

number=0
for file in "$@"; do
    number=$((number + 1))
    expected=$(printf '%03d.sql' "$number")
    if [ "$(basename "$file")" != "$expected" ]; then
        echo "embed.sh: found $file where $expected should be: number the steps in order" >&2
        exit 1
    fi
    printf '    /* %s */\n' "$expected"
    awk '{ gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); printf "    \"%s\\n\"\n", $0 }' "$file"
    printf '    ,\n'
done
printf '    NULL,\n};\n'
