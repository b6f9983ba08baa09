package org.kaappliance.clientkit.golden;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads the disks of a live golden node: {@code lsblk} says what there is, {@code sfdisk}, {@code blkid} and the tools of the layers what
 * it is, and {@code mountinfo} where it is mounted.
 */
final class LiveDisks {
    private static final int NOTHING_FOUND = 2;

    private final GoldenHost host;
    private final Map<String, Map<String, String>> devices = new LinkedHashMap<>();
    private final Map<String, String> nameOfKernelName = new HashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private final Map<String, BlockIds> blocks;

    private LiveDisks(GoldenHost host) throws IOException {
        this.host = host;
        for (Map<String, String> device : Pairs.lines(host.output("lsblk", "-P", "-b", "-O"))) {
            devices.putIfAbsent(device.get("KNAME"), device);
        }
        this.blocks = BlockIds.parseExport(blkid());
        devices.values()
                .forEach(device -> blocks.computeIfPresent(
                        device.getOrDefault("PATH", "").replaceFirst("^/dev/", ""), (name, ids) -> ids.orElse(device)));
    }

    /** Its exit code is 2 where it finds nothing (blkid(8)). */
    private String blkid() throws IOException {
        try {
            return host.output("blkid", "-o", "export");
        } catch (GoldenHost.Failed e) {
            if (e.code() == NOTHING_FOUND) {
                return "";
            }
            throw e;
        }
    }

    /**
     * Reads everything.
     *
     * @param asked drives that are wanted even when they have no partition that the kernel knows (a loop device)
     * @throws PlanException when a drive that is asked for cannot be described
     */
    static GoldenFacts read(GoldenHost host, Set<String> asked, String fstab) throws PlanException, IOException {
        return new LiveDisks(host).facts(asked, fstab);
    }

    private GoldenFacts facts(Set<String> asked, String fstab) throws PlanException, IOException {
        List<DrivePlan> drives = drives(asked);
        LiveLayers layers = new LiveLayers(host, devices, blocks, warnings);
        Set<DeviceName> partitions = new HashSet<>();
        drives.forEach(drive -> drive.table()
                .entries()
                .forEach(e -> partitions.add(DeviceName.ofPartition(drive.drive(), e.number()))));
        List<StorageLayer> stack = layers.read(partitions);
        devices.forEach((kernelName, device) -> nameOfKernelName.put(kernelName, name(device, layers)));
        Map<String, String> links = links();
        LiveVolumes volumes = new LiveVolumes(host, blocks, links, warnings);
        Set<DeviceName> known = new HashSet<>(partitions);
        known.addAll(new LayerStack(stack).devices());
        stack.forEach(layer -> known.removeAll(layer.members()));
        return new GoldenFacts(
                fstab,
                blocks,
                links,
                new DiskPlan(drives, stack, volumes.read(known)),
                volumes.written(),
                List.of(),
                List.copyOf(warnings));
    }

    private List<DrivePlan> drives(Set<String> asked) throws PlanException, IOException {
        List<DrivePlan> drives = new ArrayList<>();
        Set<String> parted = new HashSet<>(asked);
        devices.values().stream()
                .filter(d -> "part".equals(d.get("TYPE")))
                .map(d -> d.get("PKNAME"))
                .forEach(parted::add);
        for (String drive : asked) {
            if (!devices.containsKey(drive)) {
                throw new PlanException(
                        "there is no drive " + drive + " here (found: " + String.join(" ", devices.keySet()) + ")");
            }
        }
        for (String drive : devices.keySet()) {
            if (parted.contains(drive)) {
                long bytes = Long.parseLong(devices.get(drive).get("SIZE"));
                drive(drive, bytes, asked.contains(drive)).ifPresent(drives::add);
            }
        }
        return drives;
    }

    private Optional<DrivePlan> drive(String drive, long bytes, boolean required) throws PlanException {
        try {
            return Optional.of(SfdiskDump.read(drive, bytes, host.output("sfdisk", "-d", "/dev/" + drive)));
        } catch (IOException | PlanException e) {
            if (required) {
                throw new PlanException("drive " + drive + " cannot be described: " + e.getMessage());
            }
            warnings.add("drive " + drive + " is not described: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** {@code sda1}, {@code md0}, {@code vg0/root}, {@code mapper/cr0}. */
    private static String name(Map<String, String> device, LiveLayers layers) {
        String name = device.get("NAME");
        return switch (device.get("TYPE")) {
            case "lvm" -> layers.logicalVolume("/dev/mapper/" + name).orElse("mapper/" + name);
            case "crypt" -> "mapper/" + name;
            default -> name;
        };
    }

    private Map<String, String> links() throws IOException {
        Map<String, String> links = new HashMap<>();
        host.links().forEach((link, target) -> links.put(link, nameOfKernelName.getOrDefault(target, target)));
        nameOfKernelName.forEach((kernelName, name) -> {
            links.put(kernelName, name);
            links.put(devices.get(kernelName).getOrDefault("MAJ:MIN", ""), name);
            links.put("mapper/" + devices.get(kernelName).get("NAME"), name);
        });
        return links;
    }

    /** Empty for an empty text. */
    static OptionalLong number(String text) {
        return text == null || text.isBlank() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text.strip()));
    }
}
