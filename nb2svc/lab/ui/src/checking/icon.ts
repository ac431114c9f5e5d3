/** The picture of lines of which some are served. */
import { LabIcon } from '@jupyterlab/ui-components';

const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
  '<g class="jp-icon3" fill="#616161"><path d="M3 4h18v3H3zm0 13h18v3H3z"/>' +
  '<path opacity=".45" d="M3 8.7h11v2.6H3zm0 4h14v2.6H3z"/></g></svg>';

export const servedIcon = new LabIcon({ name: 'nb2svc:served', svgstr: PICTURE });
