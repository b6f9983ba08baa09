# Power cuts: a machine's plug is pulled in the middle of a step of its cloning, and it is switched on again. To be sourced, after lib.sh.
# shellcheck shell=bash

CUT_STEPS='STAGE2 DESCRIPTION PARTITION FORMAT MOUNT RECEIVE VERIFY FINISH BOOTLOADER CHECK DONE'

# What a node says on its console when a step begins; DONE is between the appliance's answer and the restart.
cut_line() { # STEP
  case $1 in
    STAGE2) echo 'hello accepted' ;;
    DESCRIPTION) echo 'stage 2 received' ;;
    PARTITION) echo 'description accepted' ;;
    FORMAT) echo 'partitioned ' ;;
    MOUNT) echo 'formatted ' ;;
    RECEIVE) echo ' receiving$' ;;
    VERIFY) echo 'received [0-9]+ digest ok' ;;
    FINISH) echo 'verified [0-9]+ files' ;;
    BOOTLOADER) echo 'fstab written' ;;
    CHECK) echo 'disk flushed' ;;
    DONE) echo 'done, rebooting' ;;
  esac
}

# What is received takes its time; the rest is over soon.
cut_delay() { # STEP
  case $1 in
    STAGE2) echo 1 ;;
    RECEIVE) echo 3 ;;
    *) echo 0.05 ;;
  esac
}

# True when all of them are steps.
cut_steps_known() { # STEP...
  local step
  for step in "$@"; do
    [[ " $CUT_STEPS " == *" $step "* ]] || return 1
  done
}

# Follows the console, and ends the machine at once: QEMU is given no time to write anything. Prints the machine, the step, and whether it was still
# in it: "in" or "behind".
cut_power() { # NAME SERIAL-LOG STEP
  local pid follower next where=in self=$BASHPID
  pid=$(cat "$LAB_RUN/$1.pid")
  exec {console}< <(exec tail --pid="$self" -n +1 -F "$2" 2> /dev/null)
  follower=$!
  grep -q -E -m 1 "$(cut_line "$3")" <&"$console"
  sleep "$(cut_delay "$3")"
  if lab_owns "$pid"; then kill -9 "$pid"; fi
  kill "$follower" 2> /dev/null || true
  exec {console}<&-
  while lab_owns "$pid"; do sleep 0.1; done
  next=${CUT_STEPS#*"$3 "}
  if [ "$3" != DONE ] && grep -q -E "$(cut_line "${next%% *}")" "$2"; then where=behind; fi
  mv "$2" "$2.$3"
  echo "$1 $3 $where"
}
