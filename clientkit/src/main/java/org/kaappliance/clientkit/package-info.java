/** What runs on a node and on a golden node, and the builder of stage 1 and stage 2. */
package org.kaappliance.clientkit;
