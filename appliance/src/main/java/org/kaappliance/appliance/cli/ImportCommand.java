package org.kaappliance.appliance.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.kaappliance.appliance.migrate.DhcpdImport;
import org.kaappliance.appliance.migrate.Finding;
import org.kaappliance.appliance.migrate.Import;
import org.kaappliance.appliance.migrate.ImportSyntaxException;
import org.kaappliance.appliance.migrate.PxeConfImport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code import}: the settings of a DHCP server or PXE daemon of before, as settings of ours on standard output. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Prints settings that do what a dhcpd.conf or pxe.conf says, and on standard error what they do not do.",
            "FILE: a dhcpd.conf or pxe.conf, told apart by its name; \"-\" needs the kind in front."
        })
public final class ImportCommand implements Callable<Integer> {
    private static final int LARGEST_FILE_BYTES = 16 << 20;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "the file")
    private String file;

    /** What a file can be, and where it usually stands. */
    private enum Kind {
        DHCPD("dhcpd.conf", "/etc/dhcp/dhcpd.conf", "/etc/dhcpd.conf"),
        PXE("pxe.conf", "/etc/pxe.conf");

        private final List<String> places;

        Kind(String... places) {
            this.places = List.of(places);
        }

        private Import convert(String name, String text) throws ImportSyntaxException {
            return switch (this) {
                case DHCPD -> DhcpdImport.convert(name, text);
                case PXE -> PxeConfImport.convert(name, text);
            };
        }

        private String usualPlace() {
            return places.stream()
                    .filter(place -> Files.isRegularFile(Path.of(place)))
                    .findFirst()
                    .orElseThrow(() -> new UsageException("which file? There is no " + String.join(", ", places)));
        }
    }

    @Override
    public Integer call() throws IOException {
        if (file == null) {
            throw new UsageException("which file? See 'ka-appliance import --help'");
        }
        String name = String.valueOf(Path.of(file).getFileName());
        Kind kind = Arrays.stream(Kind.values())
                .filter(one -> name.contains(one == Kind.PXE ? "pxe" : "dhcp"))
                .findFirst()
                .orElseThrow(() -> new UsageException(
                        "is " + file + " a dhcpd.conf or a pxe.conf? Say it in front: " + "import dhcpd.conf " + file));
        return print(kind, file);
    }

    /** {@code import dhcpd.conf [FILE]}. */
    @Command(
            name = "dhcpd.conf",
            mixinStandardHelpOptions = true,
            description = "Converts a configuration of ISC dhcpd.")
    int dhcpd(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "FILE",
                            description =
                                    "\"-\" is standard input; without it dhcpd.conf here, else in /etc/dhcp, else in /etc")
                    String own)
            throws IOException {
        return print(Kind.DHCPD, own == null ? Kind.DHCPD.usualPlace() : own);
    }

    /** {@code import pxe.conf [FILE]}. */
    @Command(
            name = "pxe.conf",
            mixinStandardHelpOptions = true,
            description = "Converts a configuration of the PXE daemon.")
    int pxe(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "FILE",
                            description = "\"-\" is standard input; without it pxe.conf here, else in /etc")
                    String own)
            throws IOException {
        return print(Kind.PXE, own == null ? Kind.PXE.usualPlace() : own);
    }

    private static int print(Kind kind, String file) throws IOException {
        String name = file.equals("-") ? "standard input" : file;
        Import result;
        try {
            result = kind.convert(name, read(file));
        } catch (ImportSyntaxException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
        System.out.print(result.settings());
        System.out.flush();
        System.err.println(report(name, result));
        return 0;
    }

    private static String report(String name, Import result) {
        List<Finding> lost = result.lost();
        String lines = lost.stream()
                .map(one -> "ka-appliance: " + name + ": " + one + "\n")
                .collect(Collectors.joining());
        return lines.replaceAll("[\\p{Cntrl}&&[^\n]]", "?")
                + "ka-appliance: " + name + ": "
                + (lost.isEmpty() ? "everything was carried over" : lost.size() + " not carried over");
    }

    private static String read(String file) throws IOException {
        byte[] bytes;
        if (file.equals("-")) {
            bytes = System.in.readNBytes(LARGEST_FILE_BYTES + 1);
        } else {
            Path path = Path.of(file);
            if (Files.isDirectory(path)) {
                throw new IOException(file + " is a directory");
            }
            try (var in = Files.newInputStream(path)) {
                bytes = in.readNBytes(LARGEST_FILE_BYTES + 1);
            }
        }
        if (bytes.length > LARGEST_FILE_BYTES) {
            throw new IOException(file + " is larger than 16 MiB, which no such file is");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
