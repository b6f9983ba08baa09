package org.kaappliance.clientkit.golden;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kaappliance.clientkit.text.TabLine;

/** A finish plan in an order: written by {@link #write}, read by an instance. */
final class FinishPlanText {
    private Optional<String> fstab = Optional.empty();
    private Optional<BootLoader> bootLoader = Optional.empty();
    private Optional<InitramfsPolicy> initramfs = Optional.empty();
    private final List<String> bootTools = new ArrayList<>();
    private final List<String> efiPrograms = new ArrayList<>();
    private final List<Hook> hooks = new ArrayList<>();

    static void write(FinishPlan plan, Consumer<TabLine> lines) {
        lines.accept(TabLine.of("bootloader", plan.bootLoader().text()));
        plan.boot().tools().forEach(tool -> lines.accept(TabLine.of("boot-tool", tool)));
        plan.boot().efiPrograms().forEach(program -> lines.accept(TabLine.of("efi-program", program)));
        lines.accept(TabLine.of("initramfs", plan.initramfs().text()));
        plan.hooks()
                .forEach(hook -> lines.accept(TabLine.of(
                        "hook", hook.name(), Long.toString(hook.limit().toMillis()), hook.program())));
        lines.accept(TabLine.of("fstab", plan.fstab()));
    }

    /** False for a line of another part. */
    boolean take(List<String> f) throws PlanException {
        switch (f.get(0) + "/" + f.size()) {
            case "bootloader/2" -> bootLoader = CloneOrderReader.once(bootLoader, BootLoader.parse(f.get(1)));
            case "boot-tool/2" -> bootTools.add(f.get(1));
            case "efi-program/2" -> efiPrograms.add(f.get(1));
            case "initramfs/2" -> initramfs = CloneOrderReader.once(initramfs, InitramfsPolicy.parse(f.get(1)));
            case "hook/4" -> hooks.add(new Hook(f.get(1), f.get(3), Duration.ofMillis(Long.parseLong(f.get(2)))));
            case "fstab/2" -> fstab = CloneOrderReader.once(fstab, f.get(1));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** @throws PlanException when a part is missing */
    FinishPlan end() throws PlanException {
        if (fstab.isEmpty() || bootLoader.isEmpty() || initramfs.isEmpty()) {
            throw new PlanException("the description lacks one of bootloader, initramfs, fstab");
        }
        BootFacts facts = new BootFacts(bootTools, efiPrograms);
        return new FinishPlan(fstab.get(), bootLoader.get(), facts, initramfs.get(), hooks);
    }
}
