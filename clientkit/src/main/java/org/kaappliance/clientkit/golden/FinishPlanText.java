package org.kaappliance.clientkit.golden;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kaappliance.clientkit.text.TabLine;

/** A finish plan in an order: written by {@link #write}, read by an instance. */
final class FinishPlanText {
    private Optional<String> fstab = Optional.empty();
    private Optional<BootLoader> bootLoader = Optional.empty();

    static void write(FinishPlan plan, Consumer<TabLine> lines) {
        lines.accept(TabLine.of("bootloader", plan.bootLoader().text()));
        lines.accept(TabLine.of("fstab", plan.fstab()));
    }

    /** False for a line of another part. */
    boolean take(List<String> f) throws PlanException {
        switch (f.get(0) + "/" + f.size()) {
            case "bootloader/2" -> bootLoader = CloneOrderReader.once(bootLoader, BootLoader.parse(f.get(1)));
            case "fstab/2" -> fstab = CloneOrderReader.once(fstab, f.get(1));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** @throws PlanException when a part is missing */
    FinishPlan end() throws PlanException {
        if (fstab.isEmpty() || bootLoader.isEmpty()) {
            throw new PlanException("the description lacks one of bootloader, fstab");
        }
        return new FinishPlan(fstab.get(), bootLoader.get());
    }
}
