#!/bin/sh
# Measure the imports: sh benchmarks/import_speed.sh FOLDER CUSTOMERS ACTIVITIES
# The folder gets the files and, unless DATABASE_URL says otherwise, a database of its own.
set -eu
export VAR_DIR="$1"
python benchmarks/make_import_files.py "$1" --customers "$2" --activities "$3"
python manage.py migrate --verbosity 0
# Activities a second time: a file that changes nothing.
for kind in staff customers activities absences activities; do
  /usr/bin/time -f "$kind: %e s elapsed, %U s of processor, %M kB at most" \
    python manage.py "import_$kind" "$1/$kind.csv" || [ $? -eq 1 ]
done
/usr/bin/time -f "check_deadlines: %e s elapsed, %M kB at most" python manage.py check_deadlines
