package org.kaappliance.clientkit.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A kernel image and its modules.
 *
 * @param version as {@code uname -r} says when it runs; the name of the folder of its modules
 */
record HostKernel(String version, Path image, Path modulesDir) {
    private static final Pattern NUMBER_OR_TEXT = Pattern.compile("\\d+|\\D+");

    /** The kernel of a request: the one that it names, else the newest of this host. */
    static HostKernel of(KitSpec spec) throws KitException {
        if (spec.kernel().isEmpty() && spec.modulesDir().isEmpty()) {
            return newest(Path.of("/boot"), Path.of("/lib/modules"));
        }
        HostKernel named = named(spec, Path.of("/lib/modules"));
        if (!Files.isReadable(named.image) || !Files.isRegularFile(named.modulesDir.resolve("modules.dep"))) {
            throw new KitException("no kernel at " + named.image + " with modules in " + named.modulesDir
                    + ": name both, or neither for this host's own");
        }
        return named;
    }

    private static HostKernel named(KitSpec spec, Path allModules) throws KitException {
        if (spec.modulesDir().isPresent()) {
            Path modules = spec.modulesDir().get().toAbsolutePath().normalize();
            String version = modules.getFileName().toString();
            return new HostKernel(version, spec.kernel().orElse(Path.of("/boot/vmlinuz-" + version)), modules);
        }
        Path image = spec.kernel().orElseThrow();
        String version = version(image);
        return new HostKernel(version, image, allModules.resolve(version));
    }

    /** The newest {@code vmlinuz-<version>} whose {@code <version>/modules.dep} is there. */
    static HostKernel newest(Path boot, Path allModules) throws KitException {
        return images(boot).stream()
                .map(image -> new HostKernel(version(image), image, allModules.resolve(version(image))))
                .filter(kernel -> Files.isRegularFile(kernel.modulesDir.resolve("modules.dep")))
                .max(Comparator.comparing(HostKernel::version, HostKernel::compareVersions))
                .orElseThrow(() -> new KitException("no kernel with modules found: apt install linux-image-amd64"));
    }

    private static List<Path> images(Path boot) throws KitException {
        if (!Files.isDirectory(boot)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(boot)) {
            return files.filter(file -> file.getFileName().toString().startsWith("vmlinuz-"))
                    .filter(Files::isReadable)
                    .toList();
        } catch (IOException e) {
            throw new KitException("cannot list " + boot + ": " + e.getMessage(), e);
        }
    }

    private static String version(Path image) {
        return image.getFileName().toString().replaceFirst("^vmlinuz-", "");
    }

    /** Numbers by value, the rest by character: 6.1.0-9 is older than 6.1.0-56. */
    static int compareVersions(String a, String b) {
        Matcher left = NUMBER_OR_TEXT.matcher(a);
        Matcher right = NUMBER_OR_TEXT.matcher(b);
        while (left.find()) {
            if (!right.find()) {
                return 1;
            }
            int order = comparePart(left.group(), right.group());
            if (order != 0) {
                return order;
            }
        }
        return right.find() ? -1 : 0;
    }

    private static int comparePart(String a, String b) {
        boolean numbers = Character.isDigit(a.charAt(0)) && Character.isDigit(b.charAt(0));
        if (!numbers) {
            return a.compareTo(b);
        }
        String left = a.replaceFirst("^0+(?=.)", "");
        String right = b.replaceFirst("^0+(?=.)", "");
        return left.length() != right.length() ? left.length() - right.length() : left.compareTo(right);
    }
}
