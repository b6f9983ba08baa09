package org.kaappliance.pxemenu;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a machine is offered, for no boot program in particular.
 *
 * @param defaultLabel what starts by itself; one of the entries
 * @param prompt whether the menu asks first
 * @param timeout how long it asks; zero is for ever
 * @param message one line shown above the prompt
 * @param serial the serial console as syslinux writes it, {@code 0 115200}
 * @param screens what PXELINUX shows besides
 * @param entries the labels in order, at least one
 */
public record BootMenu(
        String defaultLabel,
        Prompt prompt,
        Duration timeout,
        Optional<String> message,
        Optional<String> serial,
        Screens screens,
        List<BootEntry> entries) {
    public BootMenu {
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(screens, "screens");
        entries = List.copyOf(entries);
        if (entries.stream().noneMatch(e -> e.label().equals(defaultLabel))) {
            throw new IllegalArgumentException("the default is one of the labels: " + defaultLabel);
        }
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("the timeout is not negative, got " + timeout);
        }
        message.ifPresent(text -> Printable.requireOneLine(text, "message"));
        serial.ifPresent(text -> Printable.requireOneLine(text, "serial"));
    }

    /** The entry that starts by itself. */
    BootEntry byDefault() {
        return entries.stream()
                .filter(entry -> entry.label().equals(defaultLabel))
                .findFirst()
                .orElseThrow();
    }

    /** Whole seconds, rounded up: zero means "for ever", so a short timeout must not become one. */
    long timeoutSeconds() {
        return (timeout.toMillis() + 999) / 1000;
    }
}
