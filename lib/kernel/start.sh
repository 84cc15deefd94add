# Run by `kernel.json` as `start.sh FOLDER PREFIX TUNABLES FLAGS NODE … start.mjs CONNECTION_FILE`. The snapshot is in FOLDER,
# and its name starts with PREFIX.
#
# Prespawns the TypeScript process from its snapshot, because the first cell waits longest for it, and then becomes the kernel,
# which talks to it through named pipes (see typescript/prespawned.ts). Descriptors 1 and 2 belong to the cells and their child
# processes, so the server's stderr is kept as descriptor 9.
#
# Saves 617 ms until the first result of a kernel (median of 12 pairs on a busy machine).
folder=$1 prefix=$2 tunables=$3 flags=$4
shift 4
exec 9>&2

pipes=$(mktemp -d "${TMPDIR:-/tmp}/tslab-XXXXXX") &&
  mkfifo -m 600 "$pipes/input" "$pipes/output" "$pipes/stdout" "$pipes/stderr" ||
  exec "$@"
export TSLAB_LOG_FD=9 TSLAB_PIPES="$pipes"

for file in "$folder/$prefix"*.blob; do
  [ -f "$file" ] || break
  # Opening one end of a pipe blocks until the other end is open: these open both ends at once.
  exec 5<>"$pipes/input" 6<>"$pipes/output" 7<>"$pipes/stderr"
  exec 3<"$pipes/stderr" 4<"$pipes/input" 8>"$pipes/output" 7>&-
  # The kernel inherits 5, so that the process does not reach the end of its input before the kernel opens it, and 6, on which
  # it sees the end of output even of a process that has already ended.
  exec 5>"$pipes/input" 6<"$pipes/output"
  (
    # It opens no connections, and Node would load the certificates at start-up.
    unset NODE_EXTRA_CA_CERTS
    export GLIBC_TUNABLES="${GLIBC_TUNABLES:+$GLIBC_TUNABLES:}$tunables"
    # shellcheck disable=SC2086 # flags are separate words
    exec "$1" $flags --snapshot-blob "$file" <&4 >&8 2>&9 4<&- 5>&- 6<&- 8>&- 9>&-
  ) &
  export TSLAB_TYPESCRIPT="$! $file"
  exec 3<&- 4<&- 8>&-
  break
done
exec "$@"
