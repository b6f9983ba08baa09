package org.kaappliance.clientkit.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** The node program at {@code /opt/ka/ka-node.jar}; known by its digest, since it may be a copy in a temporary file. */
record NodeLayer(Path jar, String sha256) implements Layer {

    static NodeLayer of(KitSpec spec) throws KitException {
        if (!Files.isReadable(spec.nodeJar())) {
            throw new KitException("no node program at " + spec.nodeJar() + ": build it with `mvn package`");
        }
        try {
            return new NodeLayer(spec.nodeJar(), Stamps.sha256(spec.nodeJar()));
        } catch (IOException e) {
            throw new KitException("cannot read " + spec.nodeJar() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String name() {
        return "node";
    }

    @Override
    public Collection<Path> inputs() {
        return List.of();
    }

    @Override
    public List<String> settings() {
        return List.of(sha256);
    }

    @Override
    public FileTree tree(Path work) {
        return new FileTree().file("opt/ka/ka-node.jar", FileTree.PLAIN, jar);
    }
}
