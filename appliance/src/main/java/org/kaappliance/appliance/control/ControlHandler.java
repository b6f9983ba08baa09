package org.kaappliance.appliance.control;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** Carries out one command. Called on a thread of the control server; may block. */
@FunctionalInterface
public interface ControlHandler {
    /**
     * @param request what was asked: an object with the text {@code command} and the command's own fields
     * @param reply takes the answers; {@link ControlReply#end} is the last
     * @throws ControlException when the command is refused or fails; the server ends the reply with its text
     * @throws IOException when the asker is gone
     */
    void handle(JsonNode request, ControlReply reply) throws IOException, ControlException;
}
