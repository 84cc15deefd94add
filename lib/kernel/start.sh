# What `kernel.json` starts: `start.sh FOLDER NAME TUNABLES FLAGS NODE … start.mjs CONNECTION_FILE`, where the snapshot is in that
# folder and has a name that begins so.
#
# Starts the TypeScript process from its snapshot, because a first cell waits longest for that, and at once gives way
# to the kernel, which comes up beside it and talks to it by named pipes (see typescript/prespawned.ts). The server's
# stderr is kept at 9: 1 and 2 are the cells', with what their child processes print.
folder=$1 name=$2 tunables=$3 flags=$4
shift 4
exec 9>&2

pipes=$(mktemp -d "${TMPDIR:-/tmp}/tslab-XXXXXX") &&
  mkfifo -m 600 "$pipes/input" "$pipes/output" "$pipes/stdout" "$pipes/stderr" ||
  exec "$@"
export TSLAB_LOG_FD=9 TSLAB_PIPES="$pipes"

for file in "$folder/$name"*.blob; do
  [ -f "$file" ] || break
  # An end that is opened waits for the other: these open both.
  exec 5<>"$pipes/input" 6<>"$pipes/output" 7<>"$pipes/stderr"
  exec 3<"$pipes/stderr" 4<"$pipes/input" 8>"$pipes/output" 7>&-
  # The kernel gets 5, so that the process does not find its input ended before the kernel writes to it; and 6, as an end
  # that the kernel opened itself would not tell it of a process that is gone already.
  exec 5>"$pipes/input" 6<"$pipes/output"
  (
    # It opens no connection, and Node would read all those certificates first.
    unset NODE_EXTRA_CA_CERTS
    export GLIBC_TUNABLES="${GLIBC_TUNABLES:+$GLIBC_TUNABLES:}$tunables"
    # shellcheck disable=SC2086 # flags are words
    exec "$1" $flags --snapshot-blob "$file" <&4 >&8 2>&9 4<&- 5>&- 6<&- 8>&- 9>&-
  ) &
  export TSLAB_TYPESCRIPT="$! $file"
  exec 3<&- 4<&- 8>&-
  break
done
exec "$@"
