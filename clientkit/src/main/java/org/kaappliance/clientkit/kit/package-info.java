/**
 * The builder of the kit: kernel, stage 1 and stage 2, made from the packages of the host it runs on.
 *
 * <p>Nothing here runs on a node. A {@link org.kaappliance.clientkit.kit.FileTree} is composed in memory from the host's
 * files and written as a cpio or tar archive, so that neither root rights nor a staging tree are needed for it.
 */
package org.kaappliance.clientkit.kit;
