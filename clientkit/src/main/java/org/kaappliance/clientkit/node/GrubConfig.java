package org.kaappliance.clientkit.node;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kaappliance.clientkit.text.ByteText;

/**
 * Makes a golden system's {@code grub.cfg} fit a clone. File systems keep their UUIDs and labels, so most files fit as they are; what names
 * a golden device, a PARTUUID or a file system that no clone has, is turned to the clone's own. The files are {@link ByteText}. Pure.
 */
final class GrubConfig {
    // DOTALL: byte 0x85 is part of a letter in UTF-8 and a line end to Pattern.
    private static final Pattern LINUX = Pattern.compile(
            "\\s*((linux|linux16|linuxefi|kernel|module|options|append)\\s|(set\\s+)?(default_)?kernelopts=).*",
            Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    private static final Pattern INITRD = Pattern.compile(
            "\\s*(initrd(16|efi)?\\s|(set\\s+)?(default_)?kernelopts=|append\\s.*\\binitrd=).*",
            Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    private static final Pattern ROOT =
            Pattern.compile("\\b(root|resume)=(/dev/[^\\s\"']+|(UUID|LABEL|PARTUUID)=[^\\s\"']+)");
    private static final Pattern SEARCH =
            Pattern.compile("(\\s*)search\\s.*(--fs-uuid|--label|-u|-l)\\s.*", Pattern.DOTALL);
    /** As grub-install writes it into the stub on the EFI system partition: {@code search.fs_uuid UUID root hd0,gpt2}. */
    private static final Pattern SEARCH_STUB =
            Pattern.compile("(\\s*)search\\.fs_uuid\\s+(\\S+)\\s+(\\S+).*", Pattern.DOTALL);

    private static final Pattern VARIABLE = Pattern.compile("--set[= ](\\w+)");
    private static final int ENVIRONMENT_BYTES = 1024;

    private final Clone clone;
    private final boolean hasInitrd;
    private final Set<String> names;

    private GrubConfig(Clone clone, boolean hasInitrd) {
        this.clone = clone;
        this.hasInitrd = hasInitrd;
        this.names = new HashSet<>();
        clone.volumes().forEach(target -> {
            names.add(target.volume().id());
            target.volume().label().ifPresent(names::add);
        });
    }

    static String adapt(String config, Clone clone) {
        boolean hasInitrd = config.lines().anyMatch(line -> INITRD.matcher(line).matches());
        GrubConfig grub = new GrubConfig(clone, hasInitrd);
        return config.lines().map(grub::line).collect(Collectors.joining("\n", "", "\n"));
    }

    /** GRUB's environment block, which has 1024 bytes whatever it holds. */
    static String adaptEnvironment(String block, Clone clone) {
        String text = adapt(block.replaceAll("#+$", ""), clone);
        return text.length() > ENVIRONMENT_BYTES ? block : text + "#".repeat(ENVIRONMENT_BYTES - text.length());
    }

    /** A file for a golden system that has none: one entry, the newest kernel. */
    static String minimal(Clone clone, BootFiles files, List<String> consoleArguments) {
        GrubConfig grub = new GrubConfig(clone, files.initrd().isPresent());
        String dir = clone.separateBoot() ? "/" : "/boot/";
        String arguments = String.join(" ", consoleArguments);
        return "# The golden system has no grub.cfg; this one was written when it was cloned.\n"
                + "set timeout=1\n"
                + grub.searchBoot("", "root")
                + "\nmenuentry 'Linux' {\n"
                + ("  linux " + dir + files.kernel() + " root=" + grub.device(clone.root()) + " ro " + arguments)
                        .stripTrailing()
                + "\n"
                + files.initrd()
                        .map(initrd -> "  initrd " + dir + initrd + "\n")
                        .orElse("")
                + "}\n";
    }

    private String line(String line) {
        if (SEARCH.matcher(line).matches()) {
            return search(line);
        }
        Matcher stub = SEARCH_STUB.matcher(line);
        if (stub.matches()) {
            return known(stub.group(2)) ? line : searchBoot(stub.group(1), stub.group(3));
        }
        return LINUX.matcher(line).matches()
                ? ROOT.matcher(line)
                        .replaceAll(m -> Matcher.quoteReplacement(m.group(1) + "=" + value(m.group(1), m.group(2))))
                : line;
    }

    private String search(String line) {
        boolean known = List.of(line.trim().split("\\s+")).stream().anyMatch(this::known);
        Matcher m = SEARCH.matcher(line);
        Matcher variable = VARIABLE.matcher(line);
        return known || !m.matches() ? line : searchBoot(m.group(1), variable.find() ? variable.group(1) : "root");
    }

    private String searchBoot(String indent, String variable) {
        return indent + "search --no-floppy --fs-uuid --set=" + variable + " "
                + clone.boot().volume().id();
    }

    private String value(String key, String value) {
        if (value.startsWith("/dev/")) {
            return clone.volumes().stream()
                    .filter(v -> v.volume().device().path().equals(value))
                    .findFirst()
                    .map(this::device)
                    .orElse(value);
        }
        boolean keep = !key.equals("root") || known(value.substring(value.indexOf('=') + 1));
        return keep ? value : device(clone.root());
    }

    /** Without an initramfs the kernel itself has to find it, and that knows no UUID of a file system. */
    private String device(TargetVolume target) {
        return hasInitrd ? "UUID=" + target.volume().id() : target.device();
    }

    private boolean known(String word) {
        String bare = ByteText.decode(word.replaceAll("[\"']", ""));
        return names.contains(bare) || names.contains(bare.toLowerCase(Locale.ROOT));
    }
}
