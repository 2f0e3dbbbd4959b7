# Completion of kith for bash. The daemon says what there is; `kith --complete` asks it.

# Sets `words` to the words after the command up to the cursor. Bash takes "--kind=host" apart at
# the equals sign; kith wants it whole.
_kith_words() {
    local i word
    words=()
    for ((i = 1; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if ((${#words[@]})) && [[ $word == = && ${words[-1]} == --* ]]; then
            words[-1]+==
        elif ((${#words[@]})) && [[ ${words[-1]} == --*= && ${COMP_WORDS[i - 1]} == = ]]; then
            words[-1]+=$word
        else
            words+=("$word")
        fi
    done
}

_kith() {
    local line word=${COMP_WORDS[COMP_CWORD]#=}
    local -a words
    _kith_words
    COMPREPLY=()
    while IFS= read -r line; do
        case $line in
        :files)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
            ;;
        :folders)
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -d -- "$word")
            ;;
        *)
            COMPREPLY+=("${line%%$'\t'*}")
            ;;
        esac
    done < <("${COMP_WORDS[0]}" --complete -- "${words[@]}" 2>/dev/null)
}
complete -F _kith kith
