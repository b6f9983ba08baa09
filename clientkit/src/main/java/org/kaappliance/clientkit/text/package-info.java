/** Lines of tab-separated fields: the form of the description and of the report channel. */
package org.kaappliance.clientkit.text;
