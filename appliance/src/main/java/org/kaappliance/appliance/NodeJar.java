package org.kaappliance.appliance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

/** The node program that the appliance carries inside. */
public final class NodeJar {
    private static final String RESOURCE = "/kit/ka-node.jar";

    private NodeJar() {}

    /**
     * Puts the node program beside the kit, {@code <kit>.node.jar}. The file is left as it is when it is the same already,
     * because the kit is current as long as its inputs are unchanged.
     *
     * @throws IOException when this jar was built without the node program, or the place cannot be written
     */
    public static Path unpackBeside(Path kitDirectory) throws IOException {
        Path file = kitDirectory.toAbsolutePath().resolveSibling(kitDirectory.getFileName() + ".node.jar");
        try (InputStream in = NodeJar.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException("this jar carries no node program: build it with 'mvn package' from the top");
            }
            byte[] bytes = in.readAllBytes();
            if (!Files.exists(file) || !Arrays.equals(bytes, Files.readAllBytes(file))) {
                Files.createDirectories(file.getParent());
                Path fresh = Files.createTempFile(file.getParent(), "ka-node", ".jar");
                Files.write(fresh, bytes);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return file;
    }
}
