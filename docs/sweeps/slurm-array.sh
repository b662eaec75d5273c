#!/usr/bin/env bash
#SBATCH --job-name=sweep
#SBATCH --array=1-4
#SBATCH --cpus-per-task=2
#SBATCH --output=sweep-%A-%a.log
#SBATCH --open-mode=append
#SBATCH --requeue
# A sweep as an array job: each task trains every Nth trial, in a folder that all nodes share.
#   sbatch slurm-array.sh SPEC.json DIR [options of 'mlpipelines sweep']
#   mlpipelines sweep collect DIR        when the array has ended
# The array begins at 1; its length is the number of shards. A task that was killed and is queued again goes on from its last checkpoint.
# MLPIPELINES names the program where it is not on the path: "dotnet /opt/mlpipelines/mlpipelines.dll".
set -euo pipefail
read -ra program <<< "${MLPIPELINES:-mlpipelines}"
# In place of the shell, so that Slurm's signals reach the program: it then gives its trial up at once.
exec "${program[@]}" sweep "$1" --out "$2" --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" --threads "${SLURM_CPUS_PER_TASK:-1}" "${@:3}"
