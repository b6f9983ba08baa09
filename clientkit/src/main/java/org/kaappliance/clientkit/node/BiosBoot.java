package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kaappliance.clientkit.golden.BootDisks;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.DiskLabel;
import org.kaappliance.clientkit.golden.GoldenDevice;
import org.kaappliance.clientkit.system.SystemTree;

/** Makes a clone start by a BIOS. */
final class BiosBoot {
    private static final Pattern LILO_BOOT = Pattern.compile("(?m)^(\\s*boot\\s*=\\s*)\\S+.*$");
    private static final Pattern LILO_DEVICE = Pattern.compile("(?m)(=\\s*\"?|\\s)/dev/([A-Za-z0-9/]+)");
    private static final List<String> MBR_PLACES =
            List.of("/usr/lib/syslinux/mbr/", "/usr/lib/syslinux/bios/", "/usr/lib/syslinux/", "/usr/share/syslinux/");

    private final Clone clone;
    private final Tools tools;
    private final CloneRoot inside;
    private final Predicate<String> stage2;
    private final SystemTree tree;

    BiosBoot(Clone clone, Tools tools, CloneRoot inside, Predicate<String> stage2) {
        this.clone = clone;
        this.tools = tools;
        this.inside = inside;
        this.stage2 = stage2;
        this.tree = clone.tree();
    }

    void grub() throws IOException, InterruptedException {
        for (NodeDisk disk : clone.bootDisks()) {
            tools.run(BootLoaderCommands.grub(clone.dir(), disk));
        }
    }

    void grubOfClone() throws IOException, InterruptedException {
        for (NodeDisk disk : clone.bootDisks()) {
            inside.run(BootLoaderCommands.grubOfClone(disk));
        }
    }

    /** Its BIOS disk 0 is the disk of {@code /boot}: the one that the machine starts from. */
    void grubLegacy() throws IOException, InterruptedException {
        NodeDisk disk = clone.bootDisks().get(0);
        tree.write("/boot/grub/device.map", "(hd0) " + disk.path() + "\n");
        inside.run(BootLoaderCommands.grubLegacy(bootPartition().partition()));
    }

    void lilo() throws IOException, InterruptedException {
        String config = tree.read("/etc/lilo.conf")
                .orElseThrow(() -> new IOException("the golden system has no /etc/lilo.conf"));
        tree.write("/etc/lilo.conf", liloConfig(config, clone.bootDisks().get(0).path()));
        inside.run(List.of("lilo"));
    }

    /** Golden devices become the node's; the boot sector goes to the disk. */
    String liloConfig(String config, String disk) {
        String own =
                LILO_DEVICE.matcher(config).replaceAll(m -> Matcher.quoteReplacement(m.group(1) + device(m.group(2))));
        return LILO_BOOT.matcher(own).replaceAll(m -> Matcher.quoteReplacement(m.group(1) + disk));
    }

    private String device(String golden) {
        try {
            boolean planned = clone.volumes().stream()
                    .anyMatch(v -> v.volume().device().text().equals(golden));
            return planned ? clone.disks().path(new DeviceName(golden)) : "/dev/" + golden;
        } catch (IllegalArgumentException e) {
            return "/dev/" + golden;
        }
    }

    void extlinux() throws IOException, InterruptedException {
        String directory = List.of("/boot/extlinux", "/boot/syslinux", "/boot").stream()
                .filter(this::hasExtlinuxConfig)
                .findFirst()
                .orElseThrow(() -> new IOException("the golden system has no extlinux.conf in /boot"));
        if (clone.plan().finish().boot().tools().contains("extlinux")) {
            inside.run(List.of("extlinux", "--install", directory));
        } else {
            tools.run(List.of("extlinux", "--install", clone.dir() + directory));
        }
        NodeDisk disk = clone.bootDisks().get(0);
        boolean gpt = clone.drives().stream()
                .anyMatch(d -> d.disk().equals(disk) && d.plan().table().label() == DiskLabel.GPT);
        tools.run(BootLoaderCommands.bootCode(bootCode(gpt ? "gptmbr.bin" : "mbr.bin"), disk));
        if (gpt) {
            tools.run(BootLoaderCommands.legacyBootable(disk, bootPartition().partition()));
        }
    }

    private boolean hasExtlinuxConfig(String directory) {
        try {
            return tree.isFile(directory + "/extlinux.conf") || tree.isFile(directory + "/syslinux.cfg");
        } catch (IOException e) {
            return false; // links in a circle
        }
    }

    /** As the tools see it: the clone's own, else that of stage 2. */
    private String bootCode(String name) throws IOException {
        for (String place : MBR_PLACES) {
            Optional<Path> own = tree.find(place + name);
            if (own.isPresent()) {
                return "/" + clone.toolRoot().relativize(own.get());
            }
        }
        return MBR_PLACES.stream()
                .map(place -> place + name)
                .filter(stage2)
                .findFirst()
                .orElseThrow(() -> new IOException("neither the golden system nor stage 2 has " + name));
    }

    private GoldenDevice bootPartition() throws IOException {
        DeviceName device = clone.boot().volume().device();
        return BootDisks.partitions(clone.plan().disks(), device).stream()
                .findFirst()
                .orElseThrow(() -> new IOException("/boot is on no partition"));
    }
}
