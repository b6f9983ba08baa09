package org.kaappliance.appliance.rehearse;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a system's serial console tells of it. Pure. */
final class ConsoleText {
    /** What getty(8) and its relatives end with; the cursor stays behind it. */
    private static final Pattern LOGIN = Pattern.compile("(?:^|[\\r\\n])([^\\r\\n]{0,80}login: ?)(?:[\\r\\n]|$)");

    private static final Pattern CONTROL_SEQUENCE = Pattern.compile("\u001b\\[[0-9;?]*[ -/]*[@-~]|\u001b[()][A-Z0-9]");

    /** The kernel's, systemd's, and the prompts of GRUB, initramfs-tools and dracut when they found no system. */
    private static final List<Pattern> TROUBLES = List.of(
            Pattern.compile("Kernel panic - not syncing[^\\r\\n]*"),
            Pattern.compile("You are in (?:emergency|rescue) mode[^\\r\\n]*"),
            Pattern.compile("(?m)^grub(?: rescue)?> ?$"),
            Pattern.compile("(?m)^\\(initramfs\\) ?$"),
            Pattern.compile("Entering emergency mode[^\\r\\n]*"));

    private final String text;

    ConsoleText(String text) {
        this.text = CONTROL_SEQUENCE.matcher(text).replaceAll("");
    }

    /** The last line that asks for a user's name. */
    Optional<String> login() {
        Matcher m = LOGIN.matcher(text);
        Optional<String> last = Optional.empty();
        while (m.find()) {
            last = Optional.of(m.group(1).strip());
        }
        return last;
    }

    /** What says that the system does not come up. */
    Optional<String> trouble() {
        return TROUBLES.stream()
                .map(pattern -> pattern.matcher(text))
                .filter(Matcher::find)
                .map(m -> m.group().strip())
                .findFirst();
    }
}
