#!/bin/sh
# Lists the Debian packages that Kith needs, and installs those that are missing.
#
#   packaging/deps.sh check GROUP...     say what is missing; status 1 if anything is
#   packaging/deps.sh install GROUP...   say what is missing, then install it
#   packaging/deps.sh list GROUP...      print the names
#
# Groups: build, run, test, lint, bench; all of them if none is named. Nothing missing: no output.
# KITH_DEPS=skip trusts that whatever is needed is there (other systems, other compilers).
set -eu

build="gcc libc6-dev make pkg-config libsqlite3-dev libuv1-dev libcurl4-openssl-dev libcjson-dev
    liblua5.4-dev libsodium-dev libsystemd-dev libseccomp-dev libcsv-dev libminizip-dev
    zlib1g-dev libexpat1-dev"
run="lua5.4"
test="libcmocka-dev python3 python3-pytest python3-scipy python3-openpyxl strace sqlite3 e2fsprogs
    mount procps zsh bash-completion clang libclang-rt-14-dev gcovr
    belenios-tool"
lint="clang-format clang-tidy cppcheck universal-ctags abigail-tools g++ systemd"
# Some packages of nodejs bring npm with them, and clash with Debian's.
bench="nodejs"
command -v npm >/dev/null || bench="$bench npm"

names() {
    for group in "$@"; do
        case $group in
        build) echo $build ;;
        run) echo $run ;;
        test) echo $test ;;
        lint) echo $lint ;;
        bench) echo $bench ;;
        *)
            echo "packaging/deps.sh: there is no group \"$group\"; the groups are build, run," \
                "test, lint, bench" >&2
            exit 2
            ;;
        esac
    done
}

missing() {
    dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null |
        awk -v wanted="$*" '
            $2 == "installed" { have[$1] = 1 }
            END {
                count = split(wanted, name, " ")
                for (i = 1; i <= count; i++)
                    if (!(name[i] in have)) printf "%s ", name[i]
            }'
}

install() {
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif command -v sudo >/dev/null; then
        as_root=sudo
    else
        echo "Installing needs root. As root, run: apt-get install $*" >&2
        exit 1
    fi
    apt_install="$as_root env DEBIAN_FRONTEND=noninteractive
        apt-get install --yes --quiet --no-install-recommends"
    # The lists are fetched only when they do not know a package yet, or know it too old.
    if apt-get install --simulate --no-install-recommends "$@" >/dev/null 2>&1; then
        $apt_install "$@" && return
    fi
    $as_root apt-get update --quiet
    $apt_install "$@"
}

mode=${1:-list}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- build run test lint bench
wanted=$(names "$@")
[ "$mode" != list ] || exec printf '%s\n' $wanted
[ "${KITH_DEPS:-}" != skip ] || exit 0

if ! command -v dpkg-query >/dev/null; then
    echo "This is not Debian, so packaging/deps.sh cannot tell what is missing. Install the" \
        "likes of: $wanted. Then set KITH_DEPS=skip." >&2
    exit 1
fi

absent=$(missing $wanted)
[ -n "$absent" ] || exit 0
case $mode in
check)
    echo "These Debian packages are missing: $absent" >&2
    echo "Install them with: packaging/deps.sh install $*" >&2
    exit 1
    ;;
install)
    echo "These Debian packages are missing and will be installed: $absent"
    install $absent
    ;;
*)
    echo "packaging/deps.sh: say check, install or list, not \"$mode\"" >&2
    exit 2
    ;;
esac
