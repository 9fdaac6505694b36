# Starts a worker in a task's sandbox; its arguments are those of java. The environment:
#   MILLRACE_DIR        the cluster's directory, if it is one of this machine
#   MILLRACE_OWN        otherwise: where the worker keeps what is its own
#   MILLRACE_LOG        the file to print to; the sandbox's stderr if it is empty
#   MILLRACE_JAVA_HOME  the only Java to use, if it is not empty
#   MILLRACE_JAVA       the java to use if there is no other
# The exit codes 81 to 84 are known to TaskCause.

if [ -n "$MILLRACE_LOG" ] && [ -d "$MILLRACE_DIR" ]; then
  # one that has grown large becomes the former one
  [ -z "$(find "$MILLRACE_LOG" -size +16384k 2>/dev/null)" ] || mv -f "$MILLRACE_LOG" "$MILLRACE_LOG.1"
  exec >>"$MILLRACE_LOG" 2>&1
  log=$MILLRACE_LOG
else
  exec 1>&2
  log=$PWD/stderr
fi

fail() {
  echo "millrace: $2"
  exit "$1"
}

# The release file of a JDK names its version without the cost of starting it.
seen=
usable() {
  [ -n "$1" ] && [ -x "$1" ] || return 1
  home=$(dirname "$(dirname "$(readlink -f "$1")")")
  version=
  [ ! -r "$home/release" ] || version=$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$home/release")
  [ -n "$version" ] || version=$("$1" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
  major=${version%%[!0-9]*}
  seen="$seen $1 (${version:-unknown})"
  [ "${major:-0}" -ge 17 ]
}

java=
if [ -n "$MILLRACE_JAVA_HOME" ]; then
  set -- "$MILLRACE_JAVA_HOME/bin/java" "$@"
  usable "$1" || fail 81 "no Java 17 or later on this agent: --java-home $MILLRACE_JAVA_HOME, found:${seen:- none}"
  java=$1
  shift
else
  for candidate in "${JAVA_HOME:+$JAVA_HOME/bin/java}" "$(command -v java)" "$MILLRACE_JAVA"; do
    if usable "$candidate"; then
      java=$candidate
      break
    fi
  done
  [ -n "$java" ] || fail 81 "no Java 17 or later on this agent: found:${seen:- none}; install one, or name it with --java-home"
fi

if [ -n "$MILLRACE_DIR" ]; then
  [ -d "$MILLRACE_DIR" ] || fail 82 "the cluster's directory is not on this agent: dir=$MILLRACE_DIR; start with --dir file:/PATH, mounted on all agents, or --dir hdfs://..."
  [ -w "$MILLRACE_DIR" ] || fail 83 "the cluster's directory cannot be written on this agent: dir=$MILLRACE_DIR, user=$(id -un)"
else
  (umask 077 && mkdir -p "$MILLRACE_OWN")
  [ -O "$MILLRACE_OWN" ] && [ -w "$MILLRACE_OWN" ] || fail 83 "no place for a worker's data on this agent: dir=$MILLRACE_OWN, user=$(id -un); make it for that user, or name another with --agent-dir"
fi

# The agent's address is where others find its tasks.
host=${MESOS_AGENT_ENDPOINT%:*}
host=${host:-$LIBPROCESS_IP}
[ -n "$host" ] || fail 84 "the agent does not say its address: MESOS_AGENT_ENDPOINT and LIBPROCESS_IP are empty"

mkdir -p "$PWD/tmp"
exec "$java" -Dmillrace.log="$log" -Djava.io.tmpdir="$PWD/tmp" "$@" --host "$host"
