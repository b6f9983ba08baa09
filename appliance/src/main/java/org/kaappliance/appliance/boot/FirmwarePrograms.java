package org.kaappliance.appliance.boot;

import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kaappliance.appliance.boot.BootCandidate.ForIpxe;
import org.kaappliance.appliance.boot.BootCandidate.Source;
import org.kaappliance.config.DhcpSettings;
import org.kaappliance.config.Settings;
import org.kaappliance.dhcp.boot.Firmware;
import org.kaappliance.dhcp.boot.IpxeBinary;
import org.kaappliance.dhcp.boot.ProgramTable;
import org.slf4j.Logger;

/**
 * What {@code dhcp.boot-programs} comes to on this host: {@code auto} is the first candidate of {@link BootProgramTable} that
 * nothing is missing of, the word of a candidate forces it, anything else is the name of a file or a URL.
 */
public final class FirmwarePrograms {
    private final List<Choice> choices;

    /**
     * What a kind of firmware gets where another server gives the addresses.
     *
     * @param program {@code none} when nothing here boots there; empty means the same as elsewhere
     * @param trouble that what it gets does not boot there, and what to do about it
     */
    public record BesideAnother(Optional<String> program, Optional<String> trouble) {
        static final BesideAnother SAME = new BesideAnother(Optional.empty(), Optional.empty());

        static BesideAnother program(String other) {
            return new BesideAnother(Optional.of(other), Optional.empty());
        }
    }

    /**
     * What one kind of firmware gets.
     *
     * @param setting as it was written
     * @param program what DHCP names; empty when there is nothing
     * @param besideAnother what it gets instead where another server gives the addresses
     * @param forIpxe what iPXE on such firmware is told instead; empty means the program
     * @param found the files behind it; none of a URL, or where another server has them
     * @param hints why not something better, each with the package that would bring it
     */
    public record Choice(
            String firmware,
            String setting,
            Optional<String> program,
            BesideAnother besideAnother,
            Optional<String> forIpxe,
            BootPrograms.Found found,
            List<String> hints) {

        private Choice hinting(String hint) {
            List<String> all = Stream.concat(hints.stream(), Stream.of(hint)).toList();
            return new Choice(firmware, setting, program, besideAnother, forIpxe, found, all);
        }

        private Choice besideAnother(BesideAnother other, BootPrograms.Found files) {
            return new Choice(firmware, setting, program, other, forIpxe, found.and(files), hints);
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
                            .program()
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
                .map(candidate -> forced(firmware, setting, candidate, programs))
                .orElseGet(() -> named(firmware, setting, programs));
    }

    /** The administrator's wish, with a word about what it cannot do. */
    private static Choice forced(String firmware, String word, BootCandidate candidate, BootPrograms programs) {
        Choice choice = taken(firmware, word, candidate, programs, List.of());
        Optional<Source> source = programs.complete(candidate);
        Choice beside = source.filter(one -> !programs.bootsBesideAnother(one)).isEmpty()
                ? choice
                : choice.besideAnother(
                        new BesideAnother(Optional.empty(), Optional.of(doesNotBootBesideAnother(choice))),
                        choice.found());
        return source.filter(one -> isHttp(firmware) && !programs.fetchesOverHttp(one))
                .map(one -> beside.hinting(lacksHttp(one)))
                .orElse(beside);
    }

    private static boolean isHttp(String firmware) {
        return firmware.endsWith("-http");
    }

    private static String lacksHttp(Source source) {
        return source.bootFile() + ": its GRUB has no http inside and finds no menu when it was loaded over HTTP";
    }

    private static String doesNotBootBesideAnother(Choice choice) {
        return choice.program().orElseThrow() + " does not boot beside another DHCP server";
    }

    private static Choice first(String firmware, List<BootCandidate> candidates, BootPrograms programs) {
        List<String> hints = new ArrayList<>();
        for (BootCandidate candidate : candidates) {
            Optional<Source> source = programs.complete(candidate);
            if (source.filter(one -> isHttp(firmware) && !programs.fetchesOverHttp(one))
                    .isPresent()) {
                hints.add(lacksHttp(source.get()));
            } else if (source.isPresent()) {
                Choice choice = taken(firmware, ProgramTable.AUTO, candidate, programs, hints);
                return besideAnother(choice, candidates, programs);
            } else if (programs.isPackaged(candidate) && !(isHttp(firmware) && candidate.isGrub())) {
                hints.add(missing(candidate, programs));
            }
        }
        String what = hints.isEmpty() ? "this distribution has no program for " + firmware : hints.get(0);
        return new Choice(
                firmware,
                ProgramTable.AUTO,
                Optional.empty(),
                BesideAnother.SAME,
                Optional.of(ProgramTable.IPXE_SCRIPT), // which needs no program from here
                BootPrograms.Found.missing(what),
                hints.stream().skip(1).toList());
    }

    /** The first that boots where another server gives the addresses, which is the program itself but for an older GRUB. */
    private static Choice besideAnother(Choice choice, List<BootCandidate> candidates, BootPrograms programs) {
        return candidates.stream()
                .flatMap(candidate -> programs.complete(candidate).stream())
                .filter(programs::bootsBesideAnother)
                .filter(source -> !isHttp(choice.firmware()) || programs.fetchesOverHttp(source))
                .findFirst()
                .map(source -> choice.program().equals(Optional.of(source.bootFile()))
                        ? choice
                        : choice.besideAnother(BesideAnother.program(source.bootFile()), programs.find(source)))
                .orElseGet(() -> nothingBesideAnother(choice, candidates, programs));
    }

    private static Choice nothingBesideAnother(Choice choice, List<BootCandidate> candidates, BootPrograms programs) {
        String advice = candidates.stream()
                .filter(candidate -> programs.isPackaged(candidate)
                        && programs.complete(candidate).isEmpty()
                        && !candidate.isGrub())
                .findFirst()
                .map(candidate -> "; " + missing(candidate, programs))
                .orElse("");
        String trouble = doesNotBootBesideAnother(choice) + advice;
        return choice.besideAnother(
                        new BesideAnother(Optional.of(ProgramTable.NONE), Optional.of(trouble)), choice.found())
                .hinting(trouble);
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
                BesideAnother.SAME,
                Optional.of(ProgramTable.IPXE_SCRIPT).filter(script -> candidate.forIpxe() == ForIpxe.OUR_SCRIPT),
                found,
                List.copyOf(hints));
    }

    private static Choice named(String firmware, String setting, BootPrograms programs) {
        boolean file = !setting.equals(ProgramTable.NONE) && !setting.contains("://");
        BootPrograms.Found found = file ? programs.find(setting) : BootPrograms.Found.files(Map.of());
        return new Choice(
                firmware, setting, Optional.of(setting), BesideAnother.SAME, Optional.empty(), found, List.of());
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
                choice.besideAnother().trouble().isPresent() ? BesideAnother.SAME : choice.besideAnother(),
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

    /**
     * One line of what machines get, and one for each kind that is to get something and does not.
     *
     * @param mode whether another server may give the addresses
     */
    public void log(Logger log, DhcpSettings.Mode mode) {
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
            choice.besideAnother()
                    .trouble()
                    .filter(trouble -> mode != DhcpSettings.Mode.SERVER)
                    .ifPresent(trouble -> log.warn("{}: {}", choice.firmware(), trouble));
        }
    }

    /** What is served. */
    public BootPrograms.Found found() {
        return choices.stream().map(Choice::found).reduce(BootPrograms.Found.files(Map.of()), BootPrograms.Found::and);
    }

    /** iPXE that was loaded over HTTP asks as the PXE client that it is; a program that somebody has named stays. */
    private Optional<String> forIpxe(Choice choice) {
        boolean loaded = choice.isAuto()
                && choices.stream()
                        .filter(other -> other.firmware().equals(choice.firmware() + "-http"))
                        .anyMatch(
                                other -> other.program().filter(IpxeBinary::is).isPresent());
        return choice.forIpxe().or(() -> Optional.of(ProgramTable.IPXE_SCRIPT).filter(script -> loaded));
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
            choice.besideAnother().program().ifPresent(program -> beside.put(choice.firmware(), program));
            forIpxe(choice).ifPresent(program -> ipxe.put(choice.firmware(), program));
            choice.found()
                    .missing()
                    .or(() -> choice.besideAnother().trouble())
                    .ifPresent(what -> missing.put(choice.firmware(), what));
        }
        return new ProgramTable(programs, ipxe, beside, missing);
    }
}
