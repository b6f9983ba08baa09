package org.kaappliance.pxemenu;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What the administrator decides about menus.
 *
 * @param timeout how long a menu that asks waits for a key
 * @param prompt whether menus ask
 * @param message one line shown above the prompt
 * @param localBoot how to leave for the disk
 * @param serial the boot program's serial console as syslinux writes it, {@code 0 115200}
 * @param kernelArguments put in front of our own: consoles, quirks; may be empty
 * @param kernel path of stage 1's kernel in the TFTP tree
 * @param initrd path of stage 1's initrd in the TFTP tree
 * @param server where nodes report to
 */
public record MenuSettings(
        Duration timeout,
        Prompt prompt,
        Optional<String> message,
        LocalBoot localBoot,
        Optional<String> serial,
        String kernelArguments,
        String kernel,
        String initrd,
        Inet4Address server) {
    public MenuSettings {
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(localBoot, "localBoot");
        Objects.requireNonNull(server, "server");
        message.ifPresent(text -> Printable.requireOneLine(text, "message"));
        serial.ifPresent(text -> Printable.requireOneLine(text, "serial"));
        Printable.requireOneLine(kernelArguments, "kernel arguments");
        Printable.requirePath(kernel, "kernel");
        Printable.requirePath(initrd, "initrd");
    }

    /** The contract's paths and the quietest menu: no prompt, ROM local boot. */
    public static MenuSettings defaults(Inet4Address server) {
        return new MenuSettings(
                Duration.ofSeconds(5),
                Prompt.SKIP,
                Optional.empty(),
                LocalBoot.RETURN_TO_ROM,
                Optional.empty(),
                "",
                "kit/vmlinuz",
                "kit/stage1.img",
                server);
    }
}
