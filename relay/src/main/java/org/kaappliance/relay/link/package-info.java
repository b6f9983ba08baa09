/** Sockets and threads: carry out what the engines decide. Every read, connect and accept has a deadline. */
package org.kaappliance.relay.link;
