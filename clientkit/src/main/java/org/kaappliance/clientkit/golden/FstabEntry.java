package org.kaappliance.clientkit.golden;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
        String bytes = OCTAL.matcher(file)
                .replaceAll(m -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(m.group(1), 8))));
        return ByteText.decode(bytes).replaceAll("/+", "/").replaceFirst("(?<=.)/$", "");
    }

    /** The system comes up without it: {@code noauto}, {@code nofail}, removable media. */
    boolean optional() {
        List<String> options = rest.isEmpty() ? List.of() : List.of(rest.get(0).split(","));
        return options.contains("noauto") || options.contains("nofail") || type.matches("iso9660|udf|auto");
    }

    /** The line with another first field. */
    String withSpec(String newSpec) {
        return (newSpec + " " + file + " " + type + " " + String.join(" ", rest)).trim();
    }
}
