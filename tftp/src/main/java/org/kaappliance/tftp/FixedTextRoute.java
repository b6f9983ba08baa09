package org.kaappliance.tftp;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Serves texts that never change, each under its name: a help screen, a message, an empty {@code autoexec.ipxe}. */
public final class FixedTextRoute implements ContentRoute {
    private final Map<String, Content> texts;

    /** @param texts names in the virtual tree, {@code pxelinux.cfg/help.txt}, and what stands there; sent in UTF-8 */
    public FixedTextRoute(Map<String, String> texts) {
        this.texts = texts.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> Content.ofText(e.getValue())));
    }

    public FixedTextRoute(String name, String text) {
        this(Map.of(name, text));
    }

    @Override
    public Optional<Content> resolve(TftpRequest request) {
        return Optional.ofNullable(texts.get(request.path()));
    }
}
