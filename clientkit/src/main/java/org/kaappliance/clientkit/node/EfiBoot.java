package org.kaappliance.clientkit.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.kaappliance.clientkit.golden.BootDisks;
import org.kaappliance.clientkit.golden.BootFacts;
import org.kaappliance.clientkit.golden.GoldenDevice;
import org.kaappliance.clientkit.golden.Volume;
import org.kaappliance.clientkit.system.SystemTree;

/** Makes a clone start by UEFI: a program at the fallback path, which every firmware looks at, and an entry in the firmware's own list. */
final class EfiBoot {
    private static final String FALLBACK = "EFI/BOOT/BOOTX64.EFI";
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Clone clone;
    private final Tools tools;
    private final StepLog log;
    private final SystemTree tree;
    private final Volume volume;
    private final String esp;

    EfiBoot(Clone clone, Tools tools, StepLog log) {
        this.clone = clone;
        this.tools = tools;
        this.log = log;
        this.tree = clone.tree();
        this.volume = BootDisks.esp(clone.plan().disks()).orElseThrow();
        this.esp = volume.mountPoint().orElseThrow();
    }

    /** GRUB of stage 2. */
    void install() throws IOException, InterruptedException {
        tools.run(BootLoaderCommands.grubEfi(clone.dir(), esp));
        enter("Linux", FALLBACK);
    }

    /** The distribution's own GRUB, with its shim where it has one. */
    void keepGrub() throws IOException, InterruptedException {
        String program = clone.plan().finish().boot().vendorGrub().orElseThrow();
        String vendor = program.substring(0, program.lastIndexOf('/') + 1);
        if (find(FALLBACK).isEmpty()) {
            copy(program, FALLBACK);
            for (String beside : List.of("grubx64.efi", "mmx64.efi")) {
                if (find(vendor + beside).isPresent() && !program.endsWith("/" + beside)) {
                    copy(vendor + beside, "EFI/BOOT/" + beside);
                }
            }
        }
        enter(vendor.replaceFirst("(?i)^EFI/", "").replace("/", ""), program);
    }

    void systemdBoot() throws IOException, InterruptedException {
        BootFacts facts = clone.plan().finish().boot();
        String program = facts.systemdBoot().orElse("EFI/systemd/systemd-bootx64.efi");
        if (find(program).isEmpty()) {
            Path file = tree.find("/usr/lib/systemd/boot/efi/systemd-bootx64.efi")
                    .orElseThrow(() -> new IOException("the clone has no systemd-bootx64.efi"));
            place(program, file);
        }
        if (find(FALLBACK).isEmpty()) {
            copy(program, FALLBACK);
        }
        enter("Linux Boot Manager", program);
    }

    /** Names are looked up as a FAT does, whatever their case. */
    private Optional<Path> find(String path) throws IOException {
        String at = esp;
        for (String name : path.split("/")) {
            Optional<String> entry =
                    tree.names(at).stream().filter(name::equalsIgnoreCase).findFirst();
            if (entry.isEmpty()) {
                return Optional.empty();
            }
            at += "/" + entry.get();
        }
        return tree.find(at);
    }

    private void copy(String from, String to) throws IOException {
        Path source = find(from).orElseThrow(() -> new IOException("the EFI system partition lacks " + from));
        place(to, source);
        log.line("EFI system partition: " + to + " is a copy of " + source.getFileName());
    }

    private void place(String path, Path source) throws IOException {
        String directory = path.substring(0, path.lastIndexOf('/'));
        Path target = find(directory)
                .map(found -> found.resolve(path.substring(path.lastIndexOf('/') + 1)))
                .orElse(tree.place(esp + "/" + path));
        Files.createDirectories(target.getParent());
        Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The firmware of a node may be locked, full or broken: the fallback path boots it all the same. */
    private void enter(String label, String path) throws InterruptedException {
        try {
            tools.run(BootLoaderCommands.mountVariables());
        } catch (IOException e) {
            log.line("the variables of the firmware may be mounted already: " + e.getMessage());
        }
        try {
            replaceEntries(label, path);
            tools.run(BootLoaderCommands.unmountVariables());
        } catch (IOException e) {
            log.line("WARNING: no boot entry in the firmware, it starts " + FALLBACK.toLowerCase(Locale.ROOT)
                    + " of this disk by itself: " + e.getMessage());
        }
    }

    private void replaceEntries(String label, String path) throws IOException, InterruptedException {
        for (String number : entries().earlier(label, path.replace('/', '\\'))) {
            tools.run(BootLoaderCommands.deleteEntry(number));
        }
        EfiEntries before = entries();
        for (Map.Entry<NodeDisk, Integer> partition : espPartitions()) {
            tools.run(BootLoaderCommands.createEntry(partition.getKey(), partition.getValue(), label, path));
        }
        EfiEntries after = entries();
        List<String> order = after.orderWith(after.since(before));
        tools.run(BootLoaderCommands.setOrder(order));
        log.line("boot entry " + label + ", order " + String.join(",", order) + ", started by "
                + after.current().orElse("?"));
    }

    private EfiEntries entries() throws IOException, InterruptedException {
        List<String> lines = java.util.Collections.synchronizedList(new ArrayList<>());
        tools.run("efibootmgr", BootLoaderCommands.listEntries(), LIMIT, lines::add);
        return EfiEntries.parse(List.copyOf(lines));
    }

    private List<Map.Entry<NodeDisk, Integer>> espPartitions() {
        List<Map.Entry<NodeDisk, Integer>> found = new ArrayList<>();
        for (GoldenDevice partition : BootDisks.partitions(clone.plan().disks(), volume.device())) {
            clone.drives().stream()
                    .filter(drive -> drive.plan().drive().equals(partition.drive()))
                    .forEach(drive -> found.add(Map.entry(drive.disk(), partition.partition())));
        }
        return found;
    }
}
