package org.kaappliance.clientkit.proof;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kaappliance.clientkit.tar.TarListener;
import org.kaappliance.clientkit.tar.TarMember;

/** Makes an entry of each member of a tar stream. */
public final class EntryMaker implements TarListener {
    private final EntrySink sink;
    private final ContentSum content = new ContentSum();
    private final ContentSum attributes = new ContentSum();
    private TarMember member;

    public EntryMaker(EntrySink sink) {
        this.sink = sink;
    }

    @Override
    public void member(TarMember begun) {
        member = begun;
    }

    @Override
    public void data(long offset, ByteBuffer bytes) {
        content.update(offset, bytes);
    }

    @Override
    public void end() throws IOException {
        boolean file = member.kind() == TarMember.Kind.FILE;
        sink.take(new Entry(withoutAttributes(member), sum(member.attributes()), file ? content.end() : 0));
    }

    private static TarMember withoutAttributes(TarMember m) {
        return m.attributes().isEmpty()
                ? m
                : new TarMember(
                        m.kind(),
                        m.path(),
                        m.link(),
                        m.mode(),
                        m.uid(),
                        m.gid(),
                        m.size(),
                        m.mtime(),
                        m.device(),
                        new TreeMap<>());
    }

    /** In the order of their names, because file systems list them in orders of their own. */
    private long sum(SortedMap<String, String> named) {
        long at = 0;
        for (Map.Entry<String, String> attribute : named.entrySet()) {
            String text = attribute.getKey() + '\0' + attribute.getValue().length() + '\0' + attribute.getValue();
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            attributes.update(at, ByteBuffer.wrap(bytes));
            at += bytes.length;
        }
        return named.isEmpty() ? 0 : attributes.end();
    }
}
