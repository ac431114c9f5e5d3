/** The picture of the side panel: a notebook that answers. */
import { LabIcon } from '@jupyterlab/ui-components';

const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
  '<path class="jp-icon3" fill="#616161" d="M4 3h9a2 2 0 0 1 2 2v3h-2V5H4v14h9v-3h2v3a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z' +
  'M6 8h5v2H6zm0 4h4v2H6zm11-3l5 3-5 3v-2h-5v-2h5z"/></svg>';

export const serviceIcon = new LabIcon({ name: 'nb2svc:service', svgstr: PICTURE });
