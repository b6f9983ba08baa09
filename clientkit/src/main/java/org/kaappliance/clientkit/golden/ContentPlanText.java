package org.kaappliance.clientkit.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kaappliance.clientkit.text.TabLine;

/** A content plan in an order: written by {@link #write}, read by an instance. */
final class ContentPlanText {
    private final List<MountLine> mounts = new ArrayList<>();
    private final List<String> excludedDirs = new ArrayList<>();
    private final List<BootCode> bootCode = new ArrayList<>();
    private final List<DeviceName> rawPartitions = new ArrayList<>();
    private Optional<Verify> verify = Optional.empty();

    static void write(ContentPlan plan, Consumer<TabLine> lines) {
        plan.mounts().forEach(m -> lines.accept(TabLine.of("mount", m.device(), m.line())));
        plan.excludedDirs().forEach(dir -> lines.accept(TabLine.of("exclude", dir)));
        plan.bootCode().forEach(code -> lines.accept(TabLine.of("bootcode", code.drive(), code.base64())));
        plan.rawPartitions().forEach(device -> lines.accept(TabLine.of("raw", device.text())));
        lines.accept(TabLine.of("verify", plan.verify().text()));
    }

    /** False for a line of another part. */
    boolean take(List<String> f) throws PlanException {
        switch (f.get(0) + "/" + f.size()) {
            case "mount/3" -> mounts.add(new MountLine(f.get(1), f.get(2)));
            case "exclude/2" -> excludedDirs.add(f.get(1));
            case "bootcode/3" -> bootCode.add(new BootCode(f.get(1), f.get(2)));
            case "raw/2" -> rawPartitions.add(new DeviceName(f.get(1)));
            case "verify/2" -> verify = CloneOrderReader.once(verify, Verify.parse(f.get(1)));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** @throws PlanException when something is missing */
    ContentPlan end() throws PlanException {
        return new ContentPlan(
                mounts,
                excludedDirs,
                bootCode,
                rawPartitions,
                verify.orElseThrow(() -> new PlanException("the description lacks verify")));
    }
}
