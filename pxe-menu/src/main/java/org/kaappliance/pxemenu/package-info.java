/** What a machine boots next, the life of a node as a pure state machine, and the menus that render it. */
package org.kaappliance.pxemenu;
