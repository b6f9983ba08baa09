package org.kaappliance.clientkit.remote;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kaappliance.clientkit.golden.BootCode;
import org.kaappliance.clientkit.golden.BootLoader;
import org.kaappliance.clientkit.golden.CloneRequest;
import org.kaappliance.clientkit.golden.DeviceName;
import org.kaappliance.clientkit.golden.DriveDescription;
import org.kaappliance.clientkit.golden.PlanException;
import org.kaappliance.clientkit.golden.RawParts;
import org.kaappliance.clientkit.golden.Verify;
import org.kaappliance.clientkit.text.TabLine;

/** A clone request as lines: what the appliance wants to know of a golden node. Neither its root nor a file of either host is in it. */
final class RequestText {
    private final List<DriveDescription> drives = new ArrayList<>();
    private final Set<String> excludedDrives = new HashSet<>();
    private final List<String> excludedDirs = new ArrayList<>();
    private final List<String> takenBootCode = new ArrayList<>();
    private final List<BootCode> bootCode = new ArrayList<>();
    private final List<DeviceName> raw = new ArrayList<>();
    private BootLoader bootLoader = BootLoader.AUTO;
    private Verify verify = Verify.FULL;

    private RequestText() {}

    /** @throws PlanException when it asks for what a golden node does not give */
    static String encode(CloneRequest request) throws PlanException {
        if (!request.raw().images().isEmpty()) {
            throw new PlanException("--image goes without a golden node (--source); of one, -D copies whole drives");
        }
        List<TabLine> lines = new ArrayList<>();
        request.drives().forEach(drive -> lines.add(TabLine.of("drive", drive.drive(), drive.text())));
        request.excludedDrives().forEach(drive -> lines.add(TabLine.of("without", drive)));
        request.excludedDirs().forEach(dir -> lines.add(TabLine.of("exclude", dir)));
        lines.add(TabLine.of("loader", request.bootLoader().text()));
        request.raw().takenBootCode().forEach(drive -> lines.add(TabLine.of("take", drive)));
        request.raw().bootCode().forEach(code -> lines.add(TabLine.of("bootcode", code.drive(), code.base64())));
        request.raw().partitions().forEach(device -> lines.add(TabLine.of("raw", device.text())));
        lines.add(TabLine.of("verify", request.verify().text()));
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.encode()).append('\n'));
        if (text.toString().getBytes(StandardCharsets.UTF_8).length > SealedLink.MAX_BYTES - 100) {
            throw new PlanException("the descriptions of the drives are too long for a golden node on the network");
        }
        return text.toString();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @param source the root of the system that is golden here
     * @throws PlanException when a line is none
     */
    static CloneRequest decode(List<String> lines, Path source) throws PlanException {
        RequestText text = new RequestText();
        for (String line : lines) {
            try {
                text.line(TabLine.decode(line).fields());
            } catch (IllegalArgumentException e) {
                throw new PlanException("the request cannot be read: " + e.getMessage());
            }
        }
        return new CloneRequest(
                source,
                text.drives,
                text.excludedDrives,
                text.excludedDirs,
                text.bootLoader,
                new RawParts(text.takenBootCode, text.bootCode, text.raw),
                text.verify);
    }

    private void line(List<String> f) throws PlanException {
        switch (f.get(0) + "/" + f.size()) {
            case "drive/3" -> drives.add(new DriveDescription(f.get(1), f.get(2)));
            case "without/2" -> excludedDrives.add(f.get(1));
            case "exclude/2" -> excludedDirs.add(f.get(1));
            case "loader/2" -> bootLoader = BootLoader.parse(f.get(1));
            case "take/2" -> takenBootCode.add(new DeviceName(f.get(1)).text()); // never a way out of /dev
            case "bootcode/3" -> bootCode.add(new BootCode(f.get(1), f.get(2)));
            case "raw/2" -> raw.add(new DeviceName(f.get(1)));
            case "verify/2" -> verify = Verify.parse(f.get(1));
            default ->
                throw new PlanException("the golden node does not know '" + TabLine.escape(f.get(0))
                        + "': give it the jar of the appliance");
        }
    }

    /** The first field of a line that is followed by others. */
    static Optional<TabLine> head(List<String> lines) {
        try {
            return lines.stream().findFirst().map(TabLine::decode);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
