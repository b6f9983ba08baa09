package org.kaappliance.pxemenu;

import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.kaappliance.config.MacAddress;

/**
 * What the administrator decides about menus.
 *
 * @param timeout how long a menu that asks waits for a key
 * @param prompt whether menus ask
 * @param message one line shown above the prompt
 * @param screens what PXELINUX shows besides
 * @param localBoot how a machine leaves for its disk
 * @param serial the boot program's serial console as syslinux writes it, {@code 0 115200}
 * @param kernelArguments put in front of our own: consoles, quirks; may be empty
 * @param machineArguments put behind these, for one machine; begins with a space, or is empty
 * @param kernel path of stage 1's kernel in the tree
 * @param initrd path of stage 1's initrd in the tree
 * @param server where nodes report to
 * @param ownEntries the administrator's, offered to every machine besides {@code local}
 */
public record MenuSettings(
        Duration timeout,
        Prompt prompt,
        Optional<String> message,
        Screens screens,
        Function<Optional<MacAddress>, LocalBoot> localBoot,
        Optional<String> serial,
        String kernelArguments,
        Function<MacAddress, String> machineArguments,
        String kernel,
        String initrd,
        Inet4Address server,
        List<BootEntry> ownEntries) {
    public MenuSettings {
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(screens, "screens");
        Objects.requireNonNull(localBoot, "localBoot");
        Objects.requireNonNull(machineArguments, "machineArguments");
        Objects.requireNonNull(server, "server");
        ownEntries = List.copyOf(ownEntries);
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
                Screens.NONE,
                machine -> LocalBoot.USUAL,
                Optional.empty(),
                "",
                machine -> "",
                "kit/vmlinuz",
                "kit/stage1.img",
                server,
                List.of());
    }
}
