package org.kaappliance.relay;

/**
 * Whether the stream is compressed on its way.
 *
 * @param level of zstd, 1 to 19; 0: not compressed
 */
public record Compression(int level) {
    public static final Compression NONE = new Compression(0);

    public Compression {
        if (level < 0 || level > 19) {
            throw new IllegalArgumentException("the level of zstd is 1 to 19, got " + level);
        }
    }

    /**
     * {@code none}, {@code zstd} or {@code zstd:LEVEL}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Compression parse(String text) {
        if (text.equals("none")) {
            return NONE;
        }
        if (text.equals("zstd")) {
            return new Compression(3);
        }
        if (text.matches("zstd:[0-9]{1,2}") && !text.matches("zstd:0+")) {
            return new Compression(Integer.parseInt(text.substring(5)));
        }
        throw new IllegalArgumentException("compression is none, zstd or zstd:LEVEL with a level of 1 to 19: " + text);
    }

    public boolean isOn() {
        return level > 0;
    }
}
