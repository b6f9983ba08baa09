package org.kaappliance.appliance.boot;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.kaappliance.appliance.boot.BootCandidate.ProgramFile;
import org.kaappliance.appliance.boot.BootCandidate.Source;
import org.kaappliance.config.Settings;
import org.kaappliance.config.Settings.BootProgramPlaces;
import org.kaappliance.tftp.TftpRequest;

/**
 * The boot programs that firmware loads, on this host: in the directories that the settings name, where its packages have put
 * them, or below {@code tftp.root}.
 */
public final class BootPrograms {
    private static final InetSocketAddress ANYBODY = new InetSocketAddress(0);

    private final Path host;
    private final HostFamily family;
    private final BootProgramPlaces places;
    private final Optional<Path> root;

    /** Looks where the settings say. */
    public static BootPrograms of(Settings settings) {
        return new BootPrograms(
                Path.of("/"),
                settings.kit().bootProgramDirectories(),
                settings.tftp().root());
    }

    /**
     * @param host its root directory
     * @param root files of the administrator's own; what lies there needs no other route
     */
    BootPrograms(Path host, BootProgramPlaces places, Optional<Path> root) {
        this.host = host;
        this.family = HostFamily.of(host);
        this.places = places;
        this.root = root;
    }

    /**
     * What was found, and what to do about the rest.
     *
     * @param files by their names in the TFTP tree; without those in the administrator's own directory
     * @param modules directories of GRUB's modules, by their names in the tree
     */
    public record Found(Map<String, Path> files, Map<String, Path> modules, Optional<String> missing) {
        static Found missing(String what) {
            return new Found(Map.of(), Map.of(), Optional.of(what));
        }

        /** With the files of another program; what is missing stays missing. */
        Found and(Found other) {
            Map<String, Path> allFiles = new LinkedHashMap<>(files);
            allFiles.putAll(other.files);
            Map<String, Path> allModules = new LinkedHashMap<>(modules);
            allModules.putAll(other.modules);
            return new Found(allFiles, allModules, missing);
        }

        static Found files(Map<String, Path> files) {
            return new Found(files, Map.of(), Optional.empty());
        }
    }

    /**
     * Finds a boot program that is named, with what it loads itself.
     *
     * @param program its name in the TFTP tree, e.g. {@code pxelinux.0}, with or without a slash in front
     */
    public Found find(String program) {
        String path = path(program);
        return named(path).map(this::find).orElseGet(() -> other(path));
    }

    /** The way to boot whose program has this name, that of this distribution before others. */
    private Optional<Source> named(String path) {
        List<Source> all = BootProgramTable.all()
                .flatMap(candidate -> candidate.sources().stream())
                .filter(source -> source.bootFile().equals(path))
                .toList();
        return Stream.concat(all.stream().filter(source -> source.family() == family), all.stream())
                .filter(source -> find(source).missing().isEmpty())
                .findFirst()
                .or(() -> all.stream().findFirst());
    }

    private Found other(String path) {
        Optional<Path> file = Stream.concat(places.directories().stream(), standardDirectories())
                .flatMap(directory -> below(directory, path).stream())
                .findFirst();
        if (file.isEmpty() && !isBelowRoot(path)) {
            return Found.missing("boot program " + path + " is not in " + searched()
                    + ": put it below tftp.root, or name its directory in kit.boot-program-directories");
        }
        return Found.files(file.map(found -> Map.of(path, found)).orElse(Map.of()));
    }

    /** The first way of a candidate, this distribution's before others, that nothing is missing of. */
    Optional<Source> complete(BootCandidate candidate) {
        return inOrder(candidate)
                .filter(source -> find(source).missing().isEmpty())
                .findFirst();
    }

    /** The way that a candidate would go here: the complete one, else this distribution's. */
    Optional<Source> best(BootCandidate candidate) {
        return complete(candidate).or(() -> inOrder(candidate).findFirst());
    }

    private Stream<Source> inOrder(BootCandidate candidate) {
        return Stream.concat(candidate.source(family).stream(), candidate.sources().stream())
                .distinct();
    }

    /** Whether packages of this distribution bring it. */
    boolean isPackaged(BootCandidate candidate) {
        return candidate.source(family).isPresent();
    }

    Found find(Source source) {
        Map<String, Path> files = new LinkedHashMap<>();
        List<ProgramFile> missing = new ArrayList<>();
        for (ProgramFile file : source.files()) {
            Optional<Path> found = locate(file);
            found.ifPresent(path -> files.put(file.name(), path));
            if (found.isEmpty() && !isBelowRoot(file.name())) {
                missing.add(file);
            }
        }
        if (!missing.isEmpty()) {
            return Found.missing(missing(source, missing));
        }
        source.extras().forEach(extra -> locate(extra).ifPresent(path -> files.put(extra.name(), path)));
        return new Found(files, modules(source), Optional.empty());
    }

    /**
     * Whether the program is thought to boot where another server gives the addresses. Of GRUB the version tells: 2.06 was seen not to.
     * That 2.12 does, and Fedora's in every version, was not tried here.
     */
    boolean bootsBesideAnother(Source source) {
        return !source.isGrub()
                || source.family() == HostFamily.FEDORA
                || image(source)
                        .flatMap(GrubVersion::of)
                        .filter(GrubVersion::readsProxyOffers)
                        .isPresent();
    }

    /** Whether the program comes on when firmware has loaded it over HTTP: it looks for its menu there, and for its modules. */
    boolean fetchesOverHttp(Source source) {
        return !source.isGrub() || image(source).filter(GrubImage::hasHttp).isPresent();
    }

    /** The file of GRUB itself, which comes last, behind shim. */
    private Optional<Path> image(Source source) {
        String last = source.files().get(source.files().size() - 1).name();
        return Optional.ofNullable(find(source).files().get(last)).or(() -> root.flatMap(tree -> below(tree, last)));
    }

    private Map<String, Path> modules(Source source) {
        Map<String, Path> modules = new LinkedHashMap<>();
        if (places.distribution() == BootProgramPlaces.Distribution.SEARCHED) {
            source.modules().forEach((name, place) -> {
                if (Files.isDirectory(host.resolve(place))) {
                    modules.put(name, host.resolve(place));
                }
            });
        }
        return modules;
    }

    /** The packages of all that is missing of one program, in one command. */
    private String missing(Source source, Collection<ProgramFile> missing) {
        List<String> others = missing.stream()
                .map(ProgramFile::name)
                .filter(name -> !name.equals(source.bootFile()))
                .toList();
        boolean itself = missing.stream().anyMatch(file -> file.name().equals(source.bootFile()));
        List<String> packages =
                missing.stream().map(ProgramFile::packaging).distinct().toList();
        String what = itself
                ? source.bootFile() + (others.isEmpty() ? "" : " (with " + String.join(", ", others) + ")")
                : String.join(", ", others) + " (for " + source.bootFile() + ")";
        return "boot program " + what + " is not in " + searched() + ": "
                + source.family().install(packages);
    }

    private String searched() {
        List<String> searched = new ArrayList<>();
        if (!places.directories().isEmpty()) {
            searched.add(places.directories().toString());
        }
        if (places.distribution() == BootProgramPlaces.Distribution.SEARCHED) {
            searched.add("the place of its package");
        }
        root.ifPresent(tree -> searched.add(tree.toString()));
        return searched.isEmpty() ? "any directory" : String.join(" or ", searched);
    }

    /** As {@link TftpRequest#path} has it: the root is that of the tree, never the host's. */
    private static String path(String program) {
        return new TftpRequest(program, ANYBODY).path();
    }

    /**
     * In a directory of the administrator's a file may have the name in our tree, or the one that its package gives it unless that of
     * another processor has it, too.
     */
    private Optional<Path> locate(ProgramFile file) {
        Stream<String> packaged = file.places().stream()
                .map(place -> place.substring(place.lastIndexOf('/') + 1))
                .filter(BootProgramTable::isOfOneProcessor);
        List<String> distinct =
                Stream.concat(packaged, Stream.of(file.name())).distinct().toList();
        return places.directories().stream()
                .flatMap(directory -> distinct.stream().flatMap(name -> below(directory, name).stream()))
                .findFirst()
                .or(() -> standard(file));
    }

    private Optional<Path> standard(ProgramFile file) {
        return places.distribution() == BootProgramPlaces.Distribution.NOT_SEARCHED
                ? Optional.empty()
                : file.places().stream()
                        .map(host::resolve)
                        .filter(Files::isRegularFile)
                        .findFirst();
    }

    private Stream<Path> standardDirectories() {
        return places.distribution() == BootProgramPlaces.Distribution.NOT_SEARCHED
                ? Stream.empty()
                : BootProgramTable.DIRECTORIES.stream().map(host::resolve);
    }

    private boolean isBelowRoot(String name) {
        return root.flatMap(tree -> below(tree, name)).isPresent();
    }

    private static Optional<Path> below(Path directory, String name) {
        Path file = directory.resolve(name).normalize();
        return file.startsWith(directory.normalize()) && Files.isRegularFile(file)
                ? Optional.of(file)
                : Optional.empty();
    }
}
