/** The node program: what runs in stage 1 on a machine that is being cloned. */
package org.kaappliance.clientkit.node;
