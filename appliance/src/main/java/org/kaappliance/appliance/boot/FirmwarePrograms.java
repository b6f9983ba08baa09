package org.kaappliance.appliance.boot;

import java.net.Inet4Address;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kaappliance.appliance.boot.BootCandidate.ForIpxe;
import org.kaappliance.appliance.boot.BootCandidate.Source;
import org.kaappliance.config.Settings;
import org.kaappliance.dhcp.boot.Firmware;
import org.kaappliance.dhcp.boot.ProgramTable;
import org.slf4j.Logger;

/**
 * What {@code dhcp.boot-programs} comes to on this host: {@code auto} is the first candidate of {@link BootProgramTable} that
 * nothing is missing of, the word of a candidate forces it, anything else is the name of a file or a URL.
 */
public final class FirmwarePrograms {
    private final List<Choice> choices;

    /**
     * What one kind of firmware gets.
     *
     * @param setting as it was written
     * @param program what DHCP names; empty when there is nothing
     * @param besideAnother what it gets instead where another server gives the addresses; empty means the same
     * @param forIpxe what iPXE on such firmware is told instead; empty means the program
     * @param found the files behind it; none of a URL, or where another server has them
     * @param hints why not something better, each with the package that would bring it
     */
    public record Choice(
            String firmware,
            String setting,
            Optional<String> program,
            Optional<String> besideAnother,
            Optional<String> forIpxe,
            BootPrograms.Found found,
            List<String> hints) {

        private Choice hinting(Optional<String> hint) {
            List<String> all = Stream.concat(hints.stream(), hint.stream()).toList();
            return new Choice(firmware, setting, program, besideAnother, forIpxe, found, all);
        }

        private Choice besideAnother(Source other, BootPrograms.Found files) {
            return new Choice(
                    firmware, setting, program, Optional.of(other.bootFile()), forIpxe, found.and(files), hints);
        }

        /** Whether machines get a program, or the name of one that somebody else has. */
        public boolean isServed() {
            return found.missing().isEmpty()
                    && program.filter(name -> !name.equals(ProgramTable.NONE)).isPresent();
        }

        /** {@code shimx64.efi (syslinux.efi beside another DHCP server)}; empty when there is nothing. */
        public String names() {
            return program.orElse("")
                    + besideAnother
                            .map(other -> " (" + other + " beside another DHCP server)")
                            .orElse("");
        }

        /** Whether nobody has named a program. */
        public boolean isAuto() {
            return setting.equals(ProgramTable.AUTO);
        }
    }

    private FirmwarePrograms(List<Choice> choices) {
        this.choices = List.copyOf(choices);
    }

    /** @param own addresses of the appliance; where another boot server has the files nothing can be missing here */
    public static FirmwarePrograms of(Settings settings, Collection<Inet4Address> own, BootPrograms programs) {
        boolean ours = settings.dhcp()
                .terms()
                .bootServer()
                .filter(s -> !own.contains(s))
                .isEmpty();
        List<Choice> choices = new ArrayList<>();
        settings.dhcp().bootPrograms().forEach((firmware, setting) -> {
            if (!firmware.equals(Firmware.IPXE.key())) {
                Choice choice = choice(firmware, setting, programs);
                choices.add(ours ? choice : elsewhere(choice));
            }
        });
        choices.sort((a, b) -> Integer.compare(order(a.firmware()), order(b.firmware())));
        return new FirmwarePrograms(choices);
    }

    private static int order(String firmware) {
        int at = Firmware.keys().indexOf(firmware);
        return at < 0 ? Integer.MAX_VALUE : at;
    }

    private static List<BootCandidate> candidates(String firmware) {
        return Arrays.stream(Firmware.values())
                .filter(one -> one.key().equals(firmware))
                .flatMap(one -> BootProgramTable.candidates(one).stream())
                .toList();
    }

    private static Choice choice(String firmware, String setting, BootPrograms programs) {
        List<BootCandidate> candidates = candidates(firmware);
        if (setting.equals(ProgramTable.AUTO)) {
            return first(firmware, candidates, programs);
        }
        return candidates.stream()
                .filter(candidate -> candidate.word().equals(setting))
                .findFirst()
                .map(candidate -> taken(firmware, setting, candidate, programs, List.of()))
                .orElseGet(() -> named(firmware, setting, programs));
    }

    private static Choice first(String firmware, List<BootCandidate> candidates, BootPrograms programs) {
        List<String> hints = new ArrayList<>();
        for (BootCandidate candidate : candidates) {
            if (programs.complete(candidate).isPresent()) {
                Choice choice = taken(firmware, ProgramTable.AUTO, candidate, programs, hints);
                return besideAnother(choice, candidates, programs);
            }
            if (programs.isPackaged(candidate)) {
                hints.add(missing(candidate, programs));
            }
        }
        String what = hints.isEmpty() ? "this distribution has no program for " + firmware : hints.get(0);
        return new Choice(
                firmware,
                ProgramTable.AUTO,
                Optional.empty(),
                Optional.empty(),
                Optional.of(ProgramTable.IPXE_SCRIPT), // which needs no program from here
                BootPrograms.Found.missing(what),
                hints.stream().skip(1).toList());
    }

    /** The first that boots where another server gives the addresses, which is the program itself but for an older GRUB. */
    private static Choice besideAnother(Choice choice, List<BootCandidate> candidates, BootPrograms programs) {
        Optional<Source> boots = candidates.stream()
                .flatMap(candidate -> programs.complete(candidate).stream())
                .filter(programs::bootsBesideAnother)
                .findFirst();
        return boots.map(source -> choice.program().equals(Optional.of(source.bootFile()))
                        ? choice
                        : choice.besideAnother(source, programs.find(source)))
                .orElseGet(() -> choice.hinting(candidates.stream()
                        .filter(candidate -> programs.isPackaged(candidate)
                                && programs.complete(candidate).isEmpty()
                                && !candidate.isGrub())
                        .findFirst()
                        .map(candidate -> choice.program().orElseThrow() + " does not boot beside another DHCP server; "
                                + missing(candidate, programs))));
    }

    private static String missing(BootCandidate candidate, BootPrograms programs) {
        return programs.best(candidate)
                .flatMap(source -> programs.find(source).missing())
                .orElseThrow();
    }

    private static Choice taken(
            String firmware, String setting, BootCandidate candidate, BootPrograms programs, List<String> hints) {
        Source source = programs.best(candidate).orElseThrow();
        BootPrograms.Found found = programs.find(source);
        return new Choice(
                firmware,
                setting,
                Optional.of(source.bootFile()).filter(file -> found.missing().isEmpty()),
                Optional.empty(),
                Optional.of(ProgramTable.IPXE_SCRIPT).filter(script -> candidate.forIpxe() == ForIpxe.OUR_SCRIPT),
                found,
                List.copyOf(hints));
    }

    private static Choice named(String firmware, String setting, BootPrograms programs) {
        boolean file = !setting.equals(ProgramTable.NONE) && !setting.contains("://");
        BootPrograms.Found found = file ? programs.find(setting) : BootPrograms.Found.files(Map.of());
        return new Choice(
                firmware, setting, Optional.of(setting), Optional.empty(), Optional.empty(), found, List.of());
    }

    /** What this host would serve; where it has nothing the name that others have most. */
    private static Choice elsewhere(Choice choice) {
        Optional<String> usual = candidates(choice.firmware()).stream()
                .filter(one -> choice.isAuto() || one.word().equals(choice.setting()))
                .findFirst()
                .map(candidate -> candidate.sources().get(0).bootFile());
        return new Choice(
                choice.firmware(),
                choice.setting(),
                choice.program().or(() -> usual),
                choice.besideAnother(),
                Optional.empty(),
                BootPrograms.Found.files(Map.of()),
                List.of());
    }

    /** In the order of the architectures. */
    public List<Choice> choices() {
        return choices;
    }

    /**
     * What nothing can start without: the program of BIOS machines where the settings name one; else, when every kind is {@code
     * auto}, any program at all.
     */
    public Optional<String> fatal() {
        Optional<String> bios = choices.stream()
                .filter(choice -> choice.firmware().equals(Firmware.BIOS.key()) && !choice.isAuto())
                .flatMap(choice -> choice.found().missing().stream())
                .findFirst();
        boolean nothing = choices.stream().anyMatch(Choice::isAuto)
                && choices.stream()
                        .allMatch(choice -> choice.program()
                                .filter(program -> !program.equals(ProgramTable.NONE))
                                .isEmpty());
        return bios.or(() -> choices.stream()
                .filter(choice -> nothing && choice.isAuto())
                .flatMap(choice -> choice.found().missing().stream())
                .findFirst());
    }

    /** One line of what machines get, and one for each kind that is to get something and does not. */
    public void log(Logger log) {
        String lines = choices.stream()
                .filter(choice -> choice.isServed())
                .map(choice -> choice.firmware() + " " + choice.names())
                .collect(Collectors.joining(", "));
        log.info("boot programs: {}", lines.isEmpty() ? "none" : lines);
        for (Choice choice : choices) {
            choice.found().missing().ifPresent(what -> {
                if (choice.isAuto()) {
                    log.info("{} machines get no boot program: {}", choice.firmware(), what);
                } else {
                    log.warn("{}: machines cannot boot: {}", choice.firmware(), what);
                }
            });
        }
    }

    /** What is served, by the names in the tree. */
    public Map<String, Path> files() {
        Map<String, Path> files = new LinkedHashMap<>();
        choices.forEach(choice -> files.putAll(choice.found().files()));
        return files;
    }

    /** Directories of GRUB's modules, by their names in the tree. */
    public Map<String, Path> modules() {
        Map<String, Path> modules = new TreeMap<>();
        choices.forEach(choice -> modules.putAll(choice.found().modules()));
        return modules;
    }

    /** For DHCP. */
    public ProgramTable table(Settings settings) {
        Map<String, String> programs = new HashMap<>();
        Map<String, String> ipxe = new HashMap<>();
        Map<String, String> beside = new HashMap<>();
        Map<String, String> missing = new HashMap<>();
        String everybody = settings.dhcp().bootPrograms().getOrDefault(Firmware.IPXE.key(), ProgramTable.AUTO);
        programs.put(Firmware.IPXE.key(), everybody);
        for (Choice choice : choices) {
            choice.program().ifPresent(program -> programs.put(choice.firmware(), program));
            choice.besideAnother().ifPresent(program -> beside.put(choice.firmware(), program));
            choice.forIpxe().ifPresent(program -> ipxe.put(choice.firmware(), program));
            choice.found().missing().ifPresent(what -> missing.put(choice.firmware(), what));
        }
        return new ProgramTable(programs, ipxe, beside, missing);
    }
}
