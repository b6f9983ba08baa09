package org.kaappliance.dhcp.boot;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The kinds of firmware that {@code dhcp.boot-programs} names, and the DHCP architectures of each (option 93, IANA registry
 * "Processor Architecture Types"). A number that is not in the table has the name {@code arch-<number>} only.
 */
public enum Firmware {
    BIOS("bios", 0),
    NEC_PC98("nec-pc98", 1),
    IA64("ia64", 2),
    ALPHA("alpha", 3),
    ARC_X86("arc-x86", 4),
    INTEL_LEAN("intel-lean", 5),
    UEFI_IA32("uefi-ia32", 6),
    /** 9 is "EBC" in the registry; ROMs send it for x64 because of the erratum of RFC 4578. */
    UEFI_X64("uefi-x64", 7, 9),
    UEFI_XSCALE("uefi-xscale", 8),
    UEFI_ARM32("uefi-arm32", 10),
    UEFI_ARM64("uefi-arm64", 11),
    PPC_OPEN_FIRMWARE("ppc-open-firmware", 12),
    PPC_EPAPR("ppc-epapr", 13),
    POWER_OPAL("power-opal", 14),
    UEFI_IA32_HTTP("uefi-ia32-http", 15),
    UEFI_X64_HTTP("uefi-x64-http", 16, 17),
    UEFI_ARM32_HTTP("uefi-arm32-http", 18),
    UEFI_ARM64_HTTP("uefi-arm64-http", 19),
    BIOS_HTTP("bios-http", 20),
    UBOOT_ARM32("uboot-arm32", 21),
    UBOOT_ARM64("uboot-arm64", 22),
    UBOOT_ARM32_HTTP("uboot-arm32-http", 23),
    UBOOT_ARM64_HTTP("uboot-arm64-http", 24),
    RISCV32("riscv32", 25),
    RISCV32_HTTP("riscv32-http", 26),
    RISCV64("riscv64", 27),
    RISCV64_HTTP("riscv64-http", 28),
    RISCV128("riscv128", 29),
    RISCV128_HTTP("riscv128-http", 30),
    S390("s390", 31),
    S390_EXTENDED("s390-extended", 32),
    MIPS32("mips32", 33),
    MIPS64("mips64", 34),
    SUNWAY32("sunway32", 35),
    SUNWAY64("sunway64", 36),
    LOONGARCH32("loongarch32", 37),
    LOONGARCH32_HTTP("loongarch32-http", 38),
    LOONGARCH64("loongarch64", 39),
    LOONGARCH64_HTTP("loongarch64-http", 40),
    /** Its ROM sends 0 and is known by its hardware address. */
    RASPBERRY_PI("raspberry-pi", 41),
    /** Etherboot 5; sends no architecture. */
    ETHERBOOT("etherboot"),
    /** iPXE on whatever firmware: options 77 or 175 tell. */
    IPXE("ipxe");

    private static final String BY_NUMBER = "arch-";
    /** Of the kinds whose programs the appliance knows: the words for them. */
    private static final Map<Firmware, List<String>> WORDS = Map.of(
            BIOS, List.of("pxelinux", "lpxelinux", "ipxe"),
            UEFI_X64, List.of("shim", "grub", "syslinux", "snponly", "ipxe"),
            UEFI_IA32, List.of("shim", "grub", "syslinux", "ipxe"),
            UEFI_ARM64, List.of("shim", "grub", "ipxe"),
            UEFI_X64_HTTP, List.of("ipxe", "snponly", "shim", "grub"),
            UEFI_IA32_HTTP, List.of("ipxe", "shim", "grub"),
            UEFI_ARM64_HTTP, List.of("ipxe", "shim", "grub"));

    private static final Map<Integer, Firmware> BY_ARCHITECTURE = byArchitecture();

    private final String key;
    private final List<Integer> architectures;

    Firmware(String key, Integer... architectures) {
        this.key = key;
        this.architectures = List.of(architectures);
    }

    /** As {@code dhcp.boot-programs} names it. */
    public String key() {
        return key;
    }

    /** The architectures of option 93 that stand for it; none where something else tells. */
    public List<Integer> architectures() {
        return architectures;
    }

    /** Whether {@code dhcp.boot-programs} may say {@code auto} of it: the appliance knows its programs, or iPXE's. */
    public boolean mayBeAuto() {
        return this == IPXE || WORDS.containsKey(this);
    }

    /** What {@code dhcp.boot-programs} may say of it instead of a file name, the best first; none where no program is known. */
    public List<String> words() {
        return WORDS.getOrDefault(this, List.of());
    }

    /** Whether it is a word of any kind. */
    static boolean isWord(String text) {
        return WORDS.values().stream().anyMatch(words -> words.contains(text));
    }

    /** Empty for a number that is not in the table. */
    public static Optional<Firmware> of(Architecture architecture) {
        return Optional.ofNullable(BY_ARCHITECTURE.get(architecture.id()));
    }

    /** Whether {@code dhcp.boot-programs} may have this key. */
    public static boolean isKey(String text) {
        return keys().contains(text)
                || text.matches(BY_NUMBER + "(0|[1-9]\\d{0,4})")
                        && Integer.parseInt(text.substring(BY_NUMBER.length())) <= Architecture.LARGEST;
    }

    /** All names, in the order of the architectures. */
    public static List<String> keys() {
        return Arrays.stream(values()).map(Firmware::key).toList();
    }

    static String byNumber(Architecture architecture) {
        return BY_NUMBER + architecture.id();
    }

    private static Map<Integer, Firmware> byArchitecture() {
        Map<Integer, Firmware> map = new TreeMap<>();
        for (Firmware one : values()) {
            one.architectures.forEach(id -> map.put(id, one));
        }
        return map;
    }
}
