# What the servers of this folder share: reading a message and answering it, with nothing but a shell. The message is
# expected as the manager writes it: one line, its own members before those of the params.
#
# Tools: echo {text}, crash {status}, oom {}, sleep {seconds}, flood {lines}, run {command}. A command is run by the
# shell, and its output is the answer; in it a backslash stands before quotes only.

# The still escaped value of the first text member of this name, in $value.
quoted() {
  value=
  rest=${line#*\"$1\":}
  [ "$rest" = "$line" ] && return
  rest=${rest# }
  rest=${rest#\"}
  while :; do
    part=${rest%%\"*}
    rest=${rest#*\"}
    case $part in
      *\\\\) value=$value$part; return ;;
      *\\) value=$value$part\" ;;
      *) value=$value$part; return ;;
    esac
  done
}

# The value of the first number of this name, in $value.
number() {
  rest=${line#*\"$1\":}
  rest=${rest# }
  value=${rest%%[!0-9]*}
}

answer() { printf '{"jsonrpc":"2.0","id":%s,"result":%s}\n' "$id" "$1"; }

text() { answer "{\"content\":[{\"type\":\"text\",\"text\":\"$1\"}]}"; }

tool() { printf '{"name":"%s","inputSchema":{"type":"object"}}' "$1"; }

tools() {
  answer "{\"tools\":[$(tool echo),$(tool crash),$(tool oom),$(tool sleep),$(tool flood),$(tool run)]}"
}

# Takes memory until there is none left.
eat() {
  food=xxxxxxxxxxxxxxxx
  while :; do food=$food$food; done
}

flood() {
  number lines
  left=${value:-1000}
  while [ "$left" -gt 0 ]; do
    echo "line $left of a flood" >&2
    left=$((left - 1))
  done
  text flooded
}

run() {
  quoted command
  command=$(printf '%s' "$value" | sed 's/\\"/"/g')
  text "$(sh -c "$command" 2>&1 </dev/null | sed 's/\\/\\\\/g; s/"/\\"/g; s/\t/ /g' | awk '{ printf "%s\\n", $0 }')"
}

# Answers only after a while, and others in the meantime.
pause() {
  number seconds
  { sleep "${value:-1}" && text slept; } </dev/null &
}

call() {
  quoted name
  case $value in
    echo) quoted text; text "$value" ;;
    crash) number status; echo "crashing as asked" >&2; exit "${value:-9}" ;;
    oom) echo "eating all memory" >&2; eat ;;
    sleep) pause ;;
    flood) flood ;;
    run) run ;;
    *) text "there is no such tool" ;;
  esac
}

# Answers the message in $line; nothing is said to a notification.
handle() {
  case $line in
    *\"id\":*) ;;
    *) return ;;
  esac
  id=${line#*\"id\":}
  id=${id# }
  id=${id%%[,\}]*}
  quoted method
  case $value in
    initialize)
      answer '{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"shell","version":"1"}}'
      ;;
    ping) answer '{}' ;;
    tools/list) tools ;;
    tools/call) call ;;
    *) printf '{"jsonrpc":"2.0","id":%s,"error":{"code":-32601,"message":"unknown method"}}\n' "$id" ;;
  esac
}
