package org.kaappliance.clientkit.golden;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kaappliance.clientkit.text.ByteText;

/**
 * One line of fstab (fstab(5)), in {@link ByteText}; octal escapes such as {@code \040} are kept as they are.
 *
 * @param line its number, from 1
 * @param spec what is mounted: {@code /dev/sda2}, {@code UUID=...}, {@code proc}
 * @param file where
 * @param type file system type
 * @param rest options, dump and pass, as written
 */
record FstabEntry(int line, String spec, String file, String type, List<String> rest) {
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-3][0-7]{2})");

    /** Empty for a comment, a blank line, and a line that mount(8) would not understand either. */
    static Optional<FstabEntry> parse(int line, String text) {
        String bare = text.trim();
        String[] words = bare.split("\\s+");
        if (bare.startsWith("#") || words.length < 3) {
            return Optional.empty();
        }
        return Optional.of(new FstabEntry(
                line, words[0], words[1], words[2], List.of(words).subList(3, words.length)));
    }

    boolean swap() {
        return type.equals("swap");
    }

    /** The second field as a path: octal escapes, which are bytes, resolved; no slash twice or at its end. */
    String mountPoint() {
        return unescaped(file).replaceAll("/+", "/").replaceFirst("(?<=.)/$", "");
    }

    /** The system comes up without it: {@code noauto}, {@code nofail}, removable media. */
    boolean optional() {
        return options().anyMatch(o -> o.equals("noauto") || o.equals("nofail")) || type.matches("iso9660|udf|auto");
    }

    /** What a Btrfs option says. @param key {@code subvol}, {@code subvolid} */
    Optional<String> option(String key) {
        return options()
                .filter(o -> o.startsWith(key + "="))
                .map(o -> unescaped(o.substring(key.length() + 1)))
                .findFirst();
    }

    /** The line with another first field. */
    String withSpec(String newSpec) {
        return (newSpec + " " + file + " " + type + " " + String.join(" ", rest)).trim();
    }

    /** A subvolume by its path, because its number is another one on every clone. */
    FstabEntry withSubvolume(String path) {
        if (option("subvolid").isEmpty()) {
            return this;
        }
        Stream<String> kept = options().filter(o -> !o.startsWith("subvolid="));
        Stream<String> added = option("subvol").isPresent() ? Stream.of() : Stream.of("subvol=" + path);
        String options = Stream.concat(kept, added).collect(Collectors.joining(","));
        List<String> others = rest.subList(1, rest.size());
        return new FstabEntry(
                line,
                spec,
                file,
                type,
                Stream.concat(Stream.of(options), others.stream()).toList());
    }

    private Stream<String> options() {
        return rest.isEmpty() ? Stream.of() : Stream.of(rest.get(0).split(","));
    }

    private static String unescaped(String field) {
        String bytes = OCTAL.matcher(field)
                .replaceAll(m -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(m.group(1), 8))));
        return ByteText.decode(bytes);
    }
}
