# Runs a cluster in the folder $2 with the programs in $1 and the settings $3,
# until standard input ends: that is when whoever started it stops it or dies,
# however he dies. Then nothing of it is left. Each line of input halts the
# cluster as a crash does, or starts it again if it is halted.
trap '' INT TERM HUP
bin=$1 dir=$2 settings=$3
"$bin/initdb" --pgdata="$dir/data" --username=postgres --auth=trust \
	--encoding=UTF8 --locale=C --no-sync >"$dir/log" 2>&1 || exit 1
start() {
	"$bin/pg_ctl" --pgdata="$dir/data" --log="$dir/log" --options="$settings" \
		--wait --silent start >>"$dir/log" 2>&1 </dev/null
}
halt() { "$bin/pg_ctl" --pgdata="$dir/data" --mode=immediate --silent stop >/dev/null 2>&1; }
start || exit 1
echo ready
while read -r _; do
	halt && echo halted
	read -r _ || break
	start && echo ready
done
halt
rm -rf "$dir"
