package org.kaappliance.clientkit.golden;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kaappliance.clientkit.image.AttachedImage;
import org.kaappliance.clientkit.text.ByteText;

/** The system in a disk image, asked as a live one is: its disk has the name that the system knows it by. */
final class ImageHost implements GoldenHost {
    private final AttachedImage image;
    private final String drive;
    private final String loop;

    /** @param drive the golden name of the disk: {@code sda} */
    ImageHost(AttachedImage image, String drive) {
        this.image = image;
        this.drive = drive;
        this.loop = image.device().getFileName().toString();
    }

    @Override
    public String output(String... command) throws IOException {
        List<String> line = new ArrayList<>(Arrays.asList(command));
        switch (command[0]) {
            case "lsblk" -> line.add(image.device().toString());
            case "blkid" -> {
                line.addAll(1, List.of("-c", "/dev/null"));
                line.addAll(partitions());
            }
            case "sfdisk" -> line.set(line.size() - 1, image.device().toString());
            case "btrfs" -> line.set(line.size() - 1, below(line.get(line.size() - 1)));
            default -> throw new IOException("a disk image is not asked with " + command[0]);
        }
        return renamed(image.run(line));
    }

    private List<String> partitions() throws IOException {
        return image.run(List.of(
                        "lsblk",
                        "--noheadings",
                        "--list",
                        "--paths",
                        "--output",
                        "NAME",
                        image.device().toString()))
                .lines()
                .map(String::strip)
                .toList();
    }

    /** {@code /dev/loop7p2} of a partition of the drive. */
    String device(GoldenDevice partition) {
        return GoldenDevice.path(loop, partition.partition());
    }

    private String renamed(String text) {
        Matcher name = Pattern.compile("\\b" + loop + "(?:p(\\d+))?\\b").matcher(text);
        return name.replaceAll(m -> m.group(1) == null
                ? drive
                : GoldenDevice.path(drive, Integer.parseInt(m.group(1))).substring("/dev/".length()));
    }

    /** Of files it has where things are mounted, which is the holder's to say. */
    @Override
    public String file(String path) throws IOException {
        if (!path.equals("/proc/self/mountinfo")) {
            return ByteText.read(Path.of(below(path)));
        }
        String root = image.directory().toString();
        return image.run(List.of("cat", path))
                .lines()
                .map(line -> line.split(" "))
                .filter(words -> words.length > 4 && (words[4] + "/").startsWith(root + "/"))
                .map(words -> {
                    words[4] = words[4].equals(root) ? "/" : words[4].substring(root.length());
                    return renamed(String.join(" ", words)) + "\n";
                })
                .collect(Collectors.joining());
    }

    @Override
    public byte[] start(String device, int bytes) throws IOException {
        if (!device.equals("/dev/" + drive)) {
            throw new IOException("the image is of " + drive + ", and has no " + device);
        }
        try (InputStream in = Files.newInputStream(image.device())) {
            return in.readNBytes(bytes);
        }
    }

    @Override
    public long usedBytes(String mountPoint) throws IOException {
        String[] words = image.run(List.of("stat", "--file-system", "--format=%S %b %f", below(mountPoint)))
                .strip()
                .split(" ");
        return Long.parseLong(words[0]) * (Long.parseLong(words[1]) - Long.parseLong(words[2]));
    }

    @Override
    public Map<String, String> links() {
        return Map.of();
    }

    /** Where the process that holds the image sees it. */
    String below(String path) {
        return path.equals("/") ? image.directory().toString() : image.directory() + path;
    }
}
