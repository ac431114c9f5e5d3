/** The stage chooser in the toolbar of a cell. */
import type { Cell } from '@jupyterlab/cells';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ToolbarButton } from '@jupyterlab/ui-components';
import { Widget } from '@lumino/widgets';

import { stageIcon } from './icon.js';
import { isReadOnly } from './tagging.js';

/** Return a factory of buttons that open the menu of stages; cells without code get nothing. */
export function chooserFactory(
  tracker: INotebookTracker,
  choose: () => Promise<unknown>,
  trans: TranslationBundle
): (cell: Cell) => Widget {
  return cell => {
    if (cell.model.type !== 'code') {
      const nothing = new Widget();
      nothing.hide();
      return nothing;
    }
    const panel = tracker.find((each: NotebookPanel) => each.content.widgets.includes(cell));
    const isLocked = panel !== undefined && isReadOnly(panel);
    return new ToolbarButton({
      // JupyterLab 4.0 shows no button in a cell's toolbar that does not name the kinds of cells it is for
      className: 'nb2svc-Chooser nb2svc-Opener jp-cell-code',
      icon: stageIcon,
      enabled: !isLocked,
      tooltip: isLocked ? trans.__('Stages cannot be changed: the notebook is read-only') : trans.__('Choose the stages of this cell'),
      onClick: () => void choose()
    });
  };
}
