/** The picture of a tag that is not there yet. */
import { LabIcon } from '@jupyterlab/ui-components';

const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24"><g class="jp-icon3" fill="#616161">' +
  '<path d="M9 3l1.6 4.4L15 9l-4.4 1.6L9 15l-1.6-4.4L3 9l4.4-1.6z"/>' +
  '<path d="M17.5 12l1.1 3.1 3.1 1.1-3.1 1.1-1.1 3.1-1.1-3.1-3.1-1.1 3.1-1.1z"/></g></svg>';

export const suggestIcon = new LabIcon({ name: 'nb2svc:suggest', svgstr: PICTURE });
