package org.kaappliance.clientkit.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How a disk image is written. Its name says it: a raw image may begin with whatever its guest wrote there, also with the header of another format, which
 * can name files of this host as its backing.
 */
enum ImageFileFormat {
    RAW("raw", "", ""),
    QCOW2("qcow2", "qcow2", "QFI\u00fb"),
    VMDK("vmdk", "vmdk", "KDMV"),
    VHDX("vhdx", "vhdx", "vhdxfile"),
    VHD("vpc", "vhd", "conectix"),
    VDI("vdi", "vdi", "<<< ");

    static final String PROGRAM = "qemu-storage-daemon";

    private final String driver;
    private final String extension;
    private final String magic;

    ImageFileFormat(String driver, String extension, String magic) {
        this.driver = driver;
        this.extension = extension;
        this.magic = magic;
    }

    /** QEMU's name of it. */
    String driver() {
        return driver;
    }

    /** @throws IOException when the file says something else than its name, or cannot be read on this host, with what to do */
    static ImageFileFormat of(Path file) throws IOException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        for (ImageFileFormat format : values()) {
            if (format != RAW && name.endsWith("." + format.extension)) {
                requireProgram(file, format);
                return format;
            }
        }
        requireRaw(file);
        return RAW;
    }

    private static void requireProgram(Path file, ImageFileFormat format) throws IOException {
        if (!HostProgram.exists(PROGRAM)) {
            throw new IOException(file + " is " + format.extension + ", which is read with " + PROGRAM
                    + " (apt install qemu-system-common), or converted: " + convert(file, format));
        }
    }

    private static void requireRaw(Path file) throws IOException {
        String start;
        try (InputStream in = Files.newInputStream(file)) {
            start = new String(in.readNBytes(8), StandardCharsets.ISO_8859_1);
        }
        for (ImageFileFormat format : values()) {
            if (format != RAW && start.startsWith(format.magic)) {
                throw new IOException(file + " looks like " + format.extension + ", and its name does not end with ."
                        + format.extension + ": rename it when it is one, or " + convert(file, format));
            }
        }
    }

    private static String convert(Path file, ImageFileFormat format) {
        return "qemu-img convert -f " + format.driver + " -O raw " + file + " " + file + ".raw";
    }
}
