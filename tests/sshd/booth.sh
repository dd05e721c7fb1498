# Makes a booth's machine of a namespace: the shipped files in their places, over this machine's own, which stay as they are.
# Arguments: an empty folder, the program, docs/deploy, the terminal of the settings. It lives as long as somebody holds its input open.
set -eu
folder=$1 program=$2 deploy=$3
umask 022
mount -t tmpfs -o mode=0755 tmpfs "$folder"
for place in /etc /srv /usr/bin /var/lib; do
    own=$folder/layers$place
    mkdir -p "$own/upper" "$own/work"
    mount -t overlay overlay -o "lowerdir=$place,upperdir=$own/upper,workdir=$own/work" "$place"
done
mount -t tmpfs -o mode=0755 tmpfs /run
mkdir /run/sshd /run/scanner
touch /usr/bin/intrascope
mount --bind "$program" /usr/bin/intrascope

for group in intrascope-sup intrascope-serial; do groupadd --system "$group"; done
for user in intrascope intrascope-oms intrascope-oac; do
    useradd --system --user-group --no-create-home --home-dir / --shell /usr/sbin/nologin "$user"
done
install -d -o intrascope -g intrascope -m 0700 /var/lib/intrascope
install -d -o intrascope -g intrascope -m 0755 /run/intrascope /run/scanner
install -d -o intrascope -g intrascope -m 0750 /srv/intrascope
install -d -o intrascope -g intrascope -m 0770 /srv/intrascope/drop

install -d /etc/intrascope /etc/ssh/sshd_config.d
# One setting is this booth's own: where its complex is.
sed 's|/dev/intrascope/|/run/scanner/|' "$deploy/config/station.toml" > /etc/intrascope/station.toml
# The simulated source has no past that a warm-up could be due by.
printf '\n[scanner.rules]\nconditioning = []\n' >> /etc/intrascope/station.toml
# While the first people are let in, nobody has an account of the machine yet.
sed 's|^bind_account = true|bind_account = false|' /etc/intrascope/station.toml > /etc/intrascope/first.toml
install -m 0644 "$deploy/sshd/60-intrascope.conf" /etc/ssh/sshd_config.d/60-intrascope.conf
echo ready
exec cat
