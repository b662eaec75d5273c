#!/usr/bin/env bash
# Runs a command with a Slurm of one node, which lives in a temporary folder and ends with it.
#   with-slurm.sh sbatch --wait job.sh
# Needs root and the packages slurm-wlm and munge; changes nothing outside its folder. Ends with the command's exit code, or 99 when Slurm does not start.
set -uo pipefail
folder=$(mktemp -d) host=$(hostname -s) port=$((20000 + RANDOM % 20000)) daemons=()
chmod 755 "$folder"
stop() {
  for ((i = ${#daemons[@]} - 1; i >= 0; i--)); do kill "${daemons[i]}" 2>/dev/null; done
  wait
  rm -rf "$folder"
}
trap stop EXIT
fail() {
  echo "Slurm does not start: $1" >&2
  tail -n 20 "$folder"/*.log >&2
  exit 99
}
# Tries a command for up to 30 seconds.
await() { for ((i = 0; i < 150; i++)); do "$@" >/dev/null 2>&1 && return; sleep 0.2; done; return 1; }

mkdir "$folder/state" "$folder/spool"
(umask 077 && head -c 1024 /dev/urandom > "$folder/munge.key")
cat > "$folder/slurm.conf" <<END
ClusterName=one
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge.sock
CredType=cred/munge
SlurmctldPort=$port
SlurmdPort=$((port + 1))
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=5
NodeName=$host NodeAddr=127.0.0.1 CPUs=${SLURM_TEST_CPUS:-2} State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
END
export SLURM_CONF=$folder/slurm.conf

munged --foreground --force --num-threads 1 --key-file "$folder/munge.key" --socket "$folder/munge.sock" --pid-file "$folder/munged.pid" \
  --seed-file "$folder/munge.seed" --log-file "$folder/munged.log" > "$folder/munged.out.log" 2>&1 &
daemons+=($!)
await munge --no-input --socket "$folder/munge.sock" || fail munged
slurmctld -D -i > "$folder/slurmctld.log" 2>&1 &
daemons+=($!)
await scontrol ping || fail slurmctld
slurmd -D -N "$host" > "$folder/slurmd.log" 2>&1 &
daemons+=($!)
await sh -c "sinfo --noheader --format %t | grep -q idle" || fail slurmd
"$@"
