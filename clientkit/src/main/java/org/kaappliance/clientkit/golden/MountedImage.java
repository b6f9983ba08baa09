package org.kaappliance.clientkit.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kaappliance.clientkit.image.AttachedImage;
import org.kaappliance.clientkit.text.ByteText;

/** The Linux system in a disk image, mounted read-only as its own fstab says. Everything is released by {@link #close}, or when this program ends. */
final class MountedImage implements AutoCloseable {
    private static final Pattern DRIVE =
            Pattern.compile("(?m)^/dev/((?:sd|hd|vd|xvd)[a-z])\\d|^/dev/((?:nvme\\d+n|mmcblk)\\d+)p\\d");
    private static final Set<String> LAYERS = Set.of("LVM2_member", "linux_raid_member", "crypto_LUKS");
    private static final List<String> SUBVOLUMES = List.of("", "@", "@rootfs", "root");

    /** How a file system is mounted that was not unmounted cleanly, without a write. */
    private static final Map<FileSystemType, String> UNCLEAN = Map.of(
            FileSystemType.EXT3, "noload", FileSystemType.EXT4, "noload", FileSystemType.XFS, "norecovery,nouuid");

    private final AttachedImage image;
    private final Path file;
    private final List<String> warnings = new ArrayList<>();
    private ImageHost host;
    private GoldenFacts facts;

    private MountedImage(AttachedImage image, Path file) {
        this.image = image;
        this.file = file;
    }

    /**
     * Attaches and mounts.
     *
     * @param request whose source is the image
     * @throws PlanException when no Linux system is in it that can be read here, with what to do
     */
    static MountedImage of(CloneRequest request) throws PlanException, IOException {
        AttachedImage image = AttachedImage.of(request.source());
        MountedImage mounted = new MountedImage(image, request.source());
        try {
            mounted.mountAll(request);
            return mounted;
        } catch (PlanException | IOException | RuntimeException e) {
            mounted.close();
            throw e;
        }
    }

    /** The root of the system, as this program sees it. */
    Path root() {
        return image.seen(image.directory());
    }

    /** What was read of its disk, with what the request takes of it. */
    GoldenFacts facts(CloneRequest request) throws IOException {
        List<String> all = new ArrayList<>(facts.warnings());
        all.addAll(warnings);
        return new GoldenFacts(
                        facts.fstab(), facts.blocks(), facts.links(), facts.here(), facts.written(), List.of(), all)
                .withBootCode(host, request.raw().takenBootCode());
    }

    private void mountAll(CloneRequest request) throws PlanException, IOException {
        host = new ImageHost(image, "sda");
        Map<String, BlockIds> blocks =
                new TreeMap<>(LiveDisks.read(host, Set.of("sda"), "").blocks());
        GoldenDevice root = mountRoot(blocks);
        String fstab = ByteText.read(root().resolve("etc/fstab"));
        String drive = request.drives().stream()
                .map(DriveDescription::drive)
                .findFirst()
                .orElseGet(() -> driveOf(fstab));
        host = new ImageHost(image, drive);
        GoldenFacts before = LiveDisks.read(host, Set.of(drive), fstab);
        mountOthers(fstab, before, root.partition());
        facts = LiveDisks.read(host, Set.of(drive), fstab);
    }

    private static String driveOf(String fstab) {
        Matcher named = DRIVE.matcher(fstab);
        return named.find() ? (named.group(1) == null ? named.group(2) : named.group(1)) : "sda";
    }

    private GoldenDevice mountRoot(Map<String, BlockIds> blocks) throws PlanException, IOException {
        for (Map.Entry<String, BlockIds> block : blocks.entrySet()) {
            Optional<GoldenDevice> partition = GoldenDevice.parse(block.getKey());
            Optional<FileSystemType> type = block.getValue().type().flatMap(FileSystemType::ofText);
            if (partition.isPresent()
                    && type.filter(MountedImage::mayBeRoot).isPresent()
                    && isRoot(partition.get(), type.get())) {
                return partition.get();
            }
        }
        List<String> layers = blocks.entrySet().stream()
                .filter(block ->
                        block.getValue().type().filter(LAYERS::contains).isPresent())
                .map(block -> block.getKey() + " is " + block.getValue().type().get())
                .toList();
        throw new PlanException(
                "no Linux system is found in " + file + ": no file system with etc/fstab that this host can mount"
                        + (layers.isEmpty() ? "" : "; " + String.join(", ", layers) + ", which is not looked into")
                        + ". Copy it as it is (--image DRIVE=" + file
                        + "), or start it and run 'ka-appliance golden serve' there");
    }

    private static boolean mayBeRoot(FileSystemType type) {
        return type != FileSystemType.SWAP && type != FileSystemType.VFAT;
    }

    private boolean isRoot(GoldenDevice partition, FileSystemType type) {
        for (String subvolume : type == FileSystemType.BTRFS ? SUBVOLUMES : List.of("")) {
            try {
                mount(partition, type, subvolume.isEmpty() ? "" : "subvol=" + subvolume, "/");
                if (Files.isRegularFile(root().resolve("etc/fstab"), LinkOption.NOFOLLOW_LINKS)) {
                    return true;
                }
                image.run(List.of("umount", host.below("/")));
            } catch (IOException e) {
                // another file system, or none that this kernel knows: said when none is found
            }
        }
        return false;
    }

    private void mountOthers(String fstab, GoldenFacts read, int rootPartition) throws PlanException {
        DeviceSpecs specs = new DeviceSpecs(new DiskPlan(List.of(), List.of(), List.of()), read);
        List<String> problems = new ArrayList<>();
        List<String> lines = fstab.lines().toList();
        Stream<FstabEntry> entries = Stream.iterate(0, i -> i < lines.size(), i -> i + 1)
                .flatMap(i -> FstabEntry.parse(i + 1, lines.get(i)).stream())
                .filter(e -> e.mountPoint().startsWith("/") && !e.mountPoint().equals("/"))
                .sorted(Comparator.comparing(FstabEntry::mountPoint));
        entries.forEach(entry -> specs.resolve(entry.spec()).stream()
                .flatMap(device -> device.partition().stream())
                .findFirst()
                .ifPresent(partition -> mountEntry(entry, partition, read).ifPresent(problems::add)));
        if (!problems.isEmpty()) {
            throw new PlanException(problems);
        }
    }

    /** @return why that cannot be, for what the system does not come up without */
    private Optional<String> mountEntry(FstabEntry entry, GoldenDevice partition, GoldenFacts read) {
        Optional<FileSystemType> type = Optional.ofNullable(
                        read.blocks().get(partition.path().substring("/dev/".length())))
                .flatMap(BlockIds::type)
                .flatMap(FileSystemType::ofText)
                .filter(t -> t != FileSystemType.SWAP);
        if (type.isEmpty()) {
            return Optional.empty(); // the planner says what it thinks of it
        }
        String options = Stream.of("subvol", "subvolid")
                .flatMap(key -> entry.option(key).map(value -> key + "=" + value).stream())
                .findFirst()
                .orElse("");
        try {
            mount(partition, type.get(), options, entry.mountPoint());
            return Optional.empty();
        } catch (IOException e) {
            String text = entry.mountPoint() + " of the image (" + partition.path() + ", "
                    + type.get().text() + ") cannot be mounted on this host: " + e.getMessage();
            if (!entry.optional()) {
                return Optional.of(text);
            }
            warnings.add(text);
            return Optional.empty();
        }
    }

    private void mount(GoldenDevice partition, FileSystemType type, String options, String mountPoint)
            throws IOException {
        try {
            image.run(mountCommand(partition, type, options, mountPoint));
        } catch (IOException e) {
            if (!UNCLEAN.containsKey(type)) {
                throw e;
            }
            image.run(mountCommand(partition, type, join(options, UNCLEAN.get(type)), mountPoint));
            warnings.add(partition.path()
                    + " of the image was not unmounted cleanly: what only its journal knows is not copied");
        }
    }

    private List<String> mountCommand(GoldenDevice partition, FileSystemType type, String options, String mountPoint) {
        return List.of(
                "mount", "-t", type.text(), "-o", join("ro", options), host.device(partition), host.below(mountPoint));
    }

    private static String join(String first, String second) {
        return Stream.of(first, second)
                .filter(o -> !o.isEmpty())
                .reduce((a, b) -> a + "," + b)
                .orElse("");
    }

    @Override
    public void close() throws IOException {
        image.close();
    }
}
