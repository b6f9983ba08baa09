package org.kaappliance.clientkit.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A tree that an administrator brings: a directory, or a squashfs with one, as the seed's {@code rescue.sqfs}. All of it travels, but for kernel modules,
 * which are those of stage 1's kernel, and for what is made new at every start.
 */
final class TreeToolSource implements ToolSource {
    /** {@code hsqs}, little-endian; what comes before version 4 is not read. */
    private static final byte[] SQUASHFS_MAGIC = {'h', 's', 'q', 's'};

    private static final List<String> PATH = List.of("usr/sbin", "usr/bin", "sbin", "bin");
    private static final String GRUB_PC = "usr/lib/grub/i386-pc";
    private static final List<String> GRUB = List.of(GRUB_PC + "/boot.img", "usr/lib/grub/x86_64-efi/normal.mod");

    private final Path from;

    private TreeToolSource(Path from) {
        this.from = from;
    }

    /** @throws KitException when there is neither a directory nor a squashfs */
    static TreeToolSource of(Path from) throws KitException {
        Path absolute = from.toAbsolutePath().normalize();
        if (!Files.isDirectory(absolute) && !isSquashfs(absolute)) {
            throw new KitException(
                    from + " is neither a directory nor a squashfs: name one that has the tools of stage 2");
        }
        return new TreeToolSource(absolute);
    }

    private static boolean isSquashfs(Path file) throws KitException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(SQUASHFS_MAGIC.length), SQUASHFS_MAGIC);
        } catch (IOException e) {
            throw new KitException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** A directory by all the names, sizes and times in it. */
    @Override
    public List<String> settings() throws KitException {
        List<String> settings = new ArrayList<>(List.of("from", from.toString()));
        if (Files.isDirectory(from)) {
            try (Stream<Path> files = Files.walk(from)) {
                files.sorted().forEach(file -> settings.add(from.relativize(file) + " " + Stamps.of(file)));
            } catch (IOException | UncheckedIOException e) {
                throw new KitException("cannot read " + from + ": " + e.getMessage(), e);
            }
        }
        return List.of(Stamps.sha256(settings));
    }

    @Override
    public Collection<Path> inputs() {
        return Files.isDirectory(from) ? List.of() : List.of(from);
    }

    @Override
    public SortedMap<String, String> addTo(FileTree tree, Path work) throws KitException, IOException {
        Path root = Files.isDirectory(from) ? from : unpack(work.resolve("squashfs"));
        RootedTree rooted = new RootedTree(root);
        ToolList list = ToolList.read();
        Map<String, String> required = new LinkedHashMap<>(list.required());
        required.put("unshare", "util-linux");
        required.put("efibootmgr", "efibootmgr");
        List<String> missing = required.keySet().stream()
                .filter(tool -> find(rooted, tool).isEmpty())
                .collect(Collectors.toCollection(ArrayList::new));
        GRUB.stream()
                .filter(file -> rooted.file(file).isEmpty())
                .map(file -> "/" + file)
                .forEach(missing::add);
        if (!missing.isEmpty()) {
            throw new KitException(from + " lacks what nodes need of stage 2: " + String.join(", ", missing));
        }
        new TreeCopy(root).addTo(tree);
        if (PATH.stream()
                .noneMatch(folder -> rooted.file(folder + "/grub-bios-setup").isPresent())) {
            tree.link("usr/sbin/grub-bios-setup", "/" + GRUB_PC + "/grub-bios-setup");
        }
        SortedMap<String, String> lacks = new TreeMap<>(list.optional());
        lacks.keySet().removeIf(tool -> find(rooted, tool).isPresent());
        return lacks;
    }

    /** An applet of busybox is not the program: it lacks what nodes ask of it. */
    private static Optional<Path> find(RootedTree rooted, String tool) {
        return Stream.concat(PATH.stream(), Stream.of(GRUB_PC))
                .map(folder -> rooted.file(folder + "/" + tool))
                .flatMap(Optional::stream)
                .filter(Files::isExecutable)
                .filter(file -> !file.getFileName().toString().startsWith("busybox"))
                .findFirst();
    }

    private Path unpack(Path target) throws KitException {
        HostCommand.output(List.of(
                HostTools.find("unsquashfs", "squashfs-tools").toString(),
                "-no-progress",
                "-d",
                target.toString(),
                from.toString()));
        return target;
    }
}
