# Run by `kernel.json` as `start.sh NODE … start.mjs CONNECTION_FILE`: makes named pipes, which Node cannot, and becomes the
# kernel. Its descriptors 1 and 2 become these pipes, so that the output of child processes and native code goes into the cell
# (see session/descriptors.ts). The server's stderr is kept as descriptor 9.
exec 9>&2
export TSLAB_LOG_FD=9

pipes=$(mktemp -d "${TMPDIR:-/tmp}/tslab-$$-XXXXXX") &&
  mkfifo -m 600 "$pipes/stdout" "$pipes/stderr" &&
  export TSLAB_PIPES="$pipes"
exec "$@"
