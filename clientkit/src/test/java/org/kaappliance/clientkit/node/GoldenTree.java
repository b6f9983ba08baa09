package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small golden system of things that are easy to lose, and the manifest that shows whether they were. */
final class GoldenTree {
    private static final String BUILD = """
            umask 022
            mkdir -p etc boot/grub home/user/private dev usr/bin tmp var/cache/a
            printf '/dev/sda2 / ext4 relatime 1 1\\n/dev/sda5 /home ext4 defaults 1 2\\n/dev/sda1 swap swap defaults 0 0\\n' > etc/fstab
            printf 'proc /proc proc defaults 0 0\\n' >> etc/fstab
            echo golden > etc/hostname; printf '127.0.0.1 localhost\\n127.0.1.1 golden.lan golden\\n' > etc/hosts
            head -c 300000 /dev/urandom > boot/vmlinuz-6.1.0-9; head -c 100000 /dev/urandom > boot/initrd.img-6.1.0-9
            chmod 1777 tmp; echo junk > var/cache/a/junk; chmod 0750 var/cache; chown 7:8 var/cache
            truncate -s 24M home/sparse; printf here | dd of=home/sparse bs=1 seek=12000000 conv=notrunc status=none
            echo linked > home/user/one; ln home/user/one home/user/two; ln home/user/one home/three
            ln -s /nowhere/at-all etc/dangling; ln -s ../etc/hosts home/relative
            mknod dev/null c 1 3; chmod 666 dev/null; mknod dev/disk b 8 17; mkfifo home/fifo
            cp /bin/true usr/bin/suid; chmod 4755 usr/bin/suid; chown 1234:5678 home/user/one; chmod 0700 home/user/private
            chown -h 4321:8765 home/relative; chown 1000:1000 home/user/private
            setfattr -n user.note -v 'a note' home/user/one
            setfattr -n trusted.thing -v 0x00ff10 usr/bin/suid
            setfattr -n security.capability -v 0x0100000200200000000000000000000000000000 boot/vmlinuz-6.1.0-9
            setfacl -m u:1234:rwx,d:g:99:rx home/user/private
            touch -- $'home/new\\nline' 'home/-dash' 'home/back\\slash' 'home/[glob]*' 'home/ blank ' $'home/latin-\\xe9' 'home/ünï-日本'
            touch "home/$(printf 'x%.0s' {1..240})"
            deep=home/deep/$(printf 'd%.0s' {1..120})/$(printf 'e%.0s' {1..120}); mkdir -p $deep; echo deep > $deep/file
            head -c 5000000 /dev/urandom > home/user/data; touch -d '2001-02-03 04:05:06.789' home/user/data
            """;

    /** Names, types, modes, owners, sizes, times, link counts and targets, devices, digests, xattrs and ACLs. */
    private static final String MANIFEST = """
            export LC_ALL=C
            skip="-path ./lost+found -prune -o -path ./home/lost+found -prune -o -path ./boot/grub -prune -o -path ./var/cache/a -prune -o"
            find . $skip -type d -printf '%p %y %m %U %G\\n' | sort
            find . $skip ! -type d ! -path ./etc/fstab ! -path ./etc/hostname ! -path ./etc/hosts ! -path ./dev/console \
                 -printf '%p %y %m %U %G %s %T@ %n %l\\n' | sort
            find . $skip \\( -type c -o -type b \\) ! -path ./dev/console -print0 | sort -z | xargs -0 stat -c '%n %t %T'
            find . $skip -type f ! -path './etc/host*' ! -path ./etc/fstab -print0 | sort -z | xargs -0 sha256sum
            find . $skip -print0 | sort -z | xargs -0 getfattr -h -d -m - -e hex -- | grep -v '^$'
            find home -path home/lost+found -prune -o ! -type l -print0 | sort -z | xargs -0 getfacl -p -n -- | grep -v '^$'
            find home/ -type d ! -name lost+found -printf '%p %T@\\n' | sort
            """;

    private GoldenTree() {}

    static Path build(Path dir) throws IOException, InterruptedException {
        Files.createDirectories(dir);
        Shell.run(dir, BUILD);
        return dir;
    }

    static String manifest(Path dir) throws IOException, InterruptedException {
        return Shell.run(dir, MANIFEST);
    }
}
